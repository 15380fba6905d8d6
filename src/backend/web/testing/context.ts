// The request context of the workbench for tests: an administrator and a data source without settings.
import type { RequestContext } from '../../../core/query/request.ts';
import { workbenchInstance } from '../workbench-instance.ts';

export const workbenchContext: RequestContext = {
  orgId: 0,
  role: 'Admin',
  fromAlert: false,
  dataSource: workbenchInstance,
  pluginConfig: {},
};
