// The data source that the workbench stands for: nothing is configured.
import type { DataSourceInstance } from '../../core/query/request.ts';

export const workbenchInstance: DataSourceInstance = {
  uid: 'workbench',
  name: 'workbench',
  url: '',
  basicAuthEnabled: false,
  basicAuthUser: '',
  jsonData: '{}',
  secrets: {},
  lastUpdatedMs: 0,
};
