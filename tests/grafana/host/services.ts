// What of Grafana the plugin reaches for while it runs: a backend with a few answers, and a dashboard with one
// variable.
import type { DataFrame, TypedVariableModel } from '@grafana/data';
import { dataFrameToJSON, FieldType, toDataFrame } from '@grafana/data';
import { setBackendSrv, setTemplateSrv } from '@grafana/runtime';
import type { BackendSrv, BackendSrvRequest } from '@grafana/runtime';
import { of, throwError } from 'rxjs';

const fingerprint = '0123456789abcdef';
const name = 'shop/cart.(*Store).Put';

/** By path below `resources/`, in the shapes in which the plugin's backend answers. */
const resources: Readonly<Record<string, unknown>> = {
  targets: { targets: [{ url: 'http://app:6060', labels: { service: 'shop', instance: 'app:6060' } }], left: 0 },
  labels: { labels: ['service', 'instance'] },
  'label-values': { values: ['shop', 'pay'] },
  states: { states: [{ state: 'chan send', count: 3 }], left: 0 },
  functions: { functions: [{ function: name, count: 3 }], left: 2 },
  packages: { packages: [{ package: 'shop/cart', count: 3 }], left: 0 },
  groups: { groups: [{ fingerprint, function: name, state: 'chan send', count: 3 }], left: 0 },
  'pprof-labels': { labels: ['tenant'] },
  baselines: { baselines: [{ name: 'healthy' }] },
};

const table: DataFrame = toDataFrame({
  refId: 'A',
  name: 'stacks',
  fields: [
    { name: 'grade', type: FieldType.string, values: ['proven'] },
    { name: 'count', type: FieldType.number, values: [3] },
    { name: 'function', type: FieldType.string, values: [name] },
    { name: 'fingerprint', type: FieldType.string, values: [fingerprint] },
  ],
});

export function provideServices(): void {
  setBackendSrv({ fetch: answer } as unknown as BackendSrv);
  const variable = { name: 'service' } as TypedVariableModel;
  setTemplateSrv({
    replace: (text = '') => text.replaceAll('$service', 'shop'),
    getVariables: () => [variable],
    containsTemplate: (text) => text?.includes('$service') ?? false,
    updateTimeRange: () => undefined,
  });
}

function answer({ url }: BackendSrvRequest) {
  if (url.includes('/api/ds/query')) {
    return of({ status: 200, data: { results: { A: { frames: [dataFrameToJSON(table)] } } } });
  }
  const path = url.split('/resources/')[1]?.split('?')[0] ?? url;
  const data = resources[path];
  if (data === undefined) return throwError(() => ({ status: 404, data: { message: `Nothing answers ${path}.` } }));
  return of({ status: 200, data });
}
