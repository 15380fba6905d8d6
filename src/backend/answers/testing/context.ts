// The request context of tests: a Viewer and a data source with one URL.
import type { DataSourceInstance, RequestContext } from '../../../core/query/request.ts';

export function makeContext(dataSource: Partial<DataSourceInstance> = {}): RequestContext {
  return { orgId: 1, role: 'Viewer', fromAlert: false, dataSource: makeInstance(dataSource), pluginConfig: {} };
}

export function makeInstance(other: Partial<DataSourceInstance> = {}): DataSourceInstance {
  return {
    uid: 'uid',
    name: 'name',
    url: 'http://app:6060',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData: '{}',
    secrets: {},
    lastUpdatedMs: 1,
    ...other,
  };
}
