// Stubs of Grafana for component tests: dashboard variables, and a backend that answers from a table.
import type { DataSourceInstanceSettings, DataSourceJsonData, ScopedVars, TypedVariableModel } from '@grafana/data';
import { setBackendSrv, setTemplateSrv } from '@grafana/runtime';
import type { BackendSrv, BackendSrvRequest, FetchResponse, TemplateSrv } from '@grafana/runtime';
import { of, throwError } from 'rxjs';
import { ParkedDataSource } from '../data-source.ts';

type VariableValues = Readonly<Record<string, string | readonly string[]>>;
type Format = string | ((value: unknown) => string) | undefined;

/** Replaces variables like Grafana: `$name` and `${name}`, with a function as the format. */
export function setVariables(values: VariableValues): void {
  const replace = (text: string, scopedVars?: ScopedVars, format?: Format) =>
    text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole: string, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      const value: unknown = scopedVars?.[name]?.value ?? (Object.hasOwn(values, name) ? values[name] : undefined);
      if (value === undefined) return whole;
      return typeof format === 'function' ? format(value) : String(value);
    });
  const getVariables = () => Object.keys(values).map((name) => ({ name }) as TypedVariableModel);
  setTemplateSrv({
    replace,
    getVariables,
    containsTemplate: (text) => text?.includes('$') ?? false,
    updateTimeRange: () => undefined,
  } satisfies TemplateSrv);
}

/** Answers by path below `resources/`. Other paths are answered with 404, as the plugin does. */
export function setResources(answers: Readonly<Record<string, unknown>>): BackendSrvRequest[] {
  const asked: BackendSrvRequest[] = [];
  const fetch = (request: BackendSrvRequest) => {
    asked.push(request);
    const path = request.url.split('/resources/')[1] ?? request.url;
    if (!Object.hasOwn(answers, path)) {
      return throwError(() => ({ status: 404, data: { message: 'There is no such resource.' } }));
    }
    return of({ data: answers[path], status: 200 } as FetchResponse);
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
  return asked;
}

export function makeDataSource(): ParkedDataSource {
  return new ParkedDataSource({
    id: 1,
    uid: 'leaks',
    name: 'Leaks',
    type: 'parked-goroutines-datasource',
    jsonData: {},
  } as DataSourceInstanceSettings<DataSourceJsonData>);
}
