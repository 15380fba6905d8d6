// Checks whether Prometheus and Parked name the targets alike. Dashboards and alert rules join the two by labels, and
// an empty panel does not tell which label differs.
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { firstValueFrom, timeout } from 'rxjs';
import { readKey, readText } from './read-resource.ts';

/** The name of one process. Prometheus' `job` corresponds to Parked's `service`. */
interface ProcessName {
  readonly service: string;
  readonly instance: string;
}

export interface Comparison {
  readonly isEqual: boolean;
  /** One sentence per Prometheus data source. */
  readonly text: string;
}

/** More would make Save & test slow. */
const maxServers = 3;
/** Save & test waits for this. */
const timeoutMs = 5_000;

/** Queries the Prometheus data sources of this Grafana. Ignores those that do not answer or count no goroutines. */
export async function compareWithPrometheus(own: readonly ProcessName[]): Promise<readonly Comparison[]> {
  const servers = getDataSourceSrv().getList({ type: 'prometheus' }).slice(0, maxServers);
  const compared = await Promise.all(
    servers.map(async ({ uid, name }) => compareNames(name, own, await listProcesses(uid).catch(() => []))),
  );
  return compared.filter((one) => one !== undefined);
}

async function listProcesses(uid: string): Promise<readonly ProcessName[]> {
  const url = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/api/v1/series`;
  const params = { 'match[]': 'go_goroutines', limit: '2000' };
  const asked = getBackendSrv().fetch<unknown>({ url, params, showErrorAlert: false });
  const { data } = await firstValueFrom(asked.pipe(timeout(timeoutMs)));
  const series = readKey(data, 'data');
  return Array.isArray(series)
    ? series.map((one: unknown) => readName(one, 'job')).filter((one) => one !== undefined)
    : [];
}

/** `key`: the label that contains the service. */
export function readName(labels: unknown, key: 'job' | 'service'): ProcessName | undefined {
  const service = readText(readKey(labels, key));
  const instance = readText(readKey(labels, 'instance'));
  return service === undefined || instance === undefined ? undefined : { service, instance };
}

/** Undefined if the server knows no process to compare with. */
export function compareNames(
  server: string,
  own: readonly ProcessName[],
  theirs: readonly ProcessName[],
): Comparison | undefined {
  if (own.length === 0 || theirs.length === 0) return undefined;
  const jobs = new Map(theirs.map(({ service, instance }) => [instance, service]));
  const shared = own.filter(({ instance }) => jobs.has(instance));
  const [first] = shared.filter(({ service, instance }) => jobs.get(instance) !== service);
  if (first !== undefined) {
    const job = jobs.get(first.instance) ?? '';
    return {
      isEqual: false,
      text:
        `“${server}” calls ${first.instance} the job “${job}”, here its service is “${first.service}”: set the label ` +
        `service="${job}", so that dashboards join both.`,
    };
  }
  if (shared.length === 0) {
    return {
      isEqual: false,
      text:
        `“${server}” knows none of these instances: it has ${theirs[0]?.instance}, here is ${own[0]?.instance}. Set ` +
        'the label instance, so that dashboards join both.',
    };
  }
  return { isEqual: true, text: `“${server}” knows ${shared.length} of ${own.length} targets by the same labels.` };
}
