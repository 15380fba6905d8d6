// Requests as Grafana sends them: the user, the data source and the query. Also the version of Grafana in tests and in
// the demo.
/** The version of Grafana that tests and the demo stand for. */
export const grafanaVersion = '12.4.0';
const pluginId = 'parked-goroutines-datasource';

export interface DataSource {
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly lastUpdatedMs: number;
}

/** A panel asks in the name of who looks at it, an alert rule in the name of Grafana's scheduler. */
export type Asker = 'panel' | 'alert rule';

export interface Question {
  readonly refId: string;
  readonly model: Readonly<Record<string, unknown>>;
  readonly fromMs: number;
  readonly toMs: number;
  /** As Grafana works them out of a panel's width; default: a second and a thousand. */
  readonly intervalMs?: number;
  readonly maxDataPoints?: number;
}

/** The `pluginContext` of every request. */
export function pluginContext(source: DataSource, asker: Asker) {
  const encoder = new TextEncoder();
  return {
    orgId: 1n,
    pluginId,
    user:
      asker === 'panel'
        ? { login: 'admin', name: 'admin', email: 'admin@localhost', role: 'Admin' }
        : { login: 'grafana_scheduler', name: '', email: '', role: 'Admin' },
    dataSourceInstanceSettings: {
      id: 1n,
      uid: source.uid,
      name: source.name,
      url: source.url,
      jsonData: encoder.encode(JSON.stringify(source.jsonData)),
      decryptedSecureJsonData: { ...source.secrets },
      lastUpdatedMS: BigInt(source.lastUpdatedMs),
    },
    grafanaConfig: { GF_APP_URL: 'http://localhost:3000/', GF_CONCURRENT_QUERY_COUNT: '10' },
    userAgent: `Grafana/${grafanaVersion}`,
    namespace: 'default',
  };
}

/** One entry of `queries`: the model as a dashboard stores it, in the envelope that Grafana puts around it. */
export function dataQuery(source: DataSource, question: Question) {
  const { refId, model, fromMs, toMs, intervalMs = 1_000, maxDataPoints = 1_000 } = question;
  const datasource = { type: pluginId, uid: source.uid };
  const json = { ...model, refId, datasource, intervalMs, maxDataPoints };
  return {
    refId,
    queryType: typeof model['queryType'] === 'string' ? model['queryType'] : '',
    maxDataPoints: BigInt(maxDataPoints),
    intervalMS: BigInt(intervalMs),
    timeRange: { fromEpochMS: BigInt(fromMs), toEpochMS: BigInt(toMs) },
    json: new TextEncoder().encode(JSON.stringify(json)),
  };
}
