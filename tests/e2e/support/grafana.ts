// The few calls to Grafana's HTTP interface that prepare what specs look at.
import { baseUrl, credentials } from './surroundings.ts';
import { request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly cookies: readonly string[];
}

/** As the administrator. Throws if Grafana cannot be reached. The caller judges the answer. */
export function callGrafana(method: string, path: string, body?: unknown): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = request(
      new URL(path, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`),
      {
        method,
        agent: false,
        headers: { 'content-type': 'application/json' },
        auth: `${credentials.user}:${credentials.password}`,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text, cookies: response.headers['set-cookie'] ?? [] }),
        );
        response.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Throws with what Grafana said when it refused. */
export async function mustCall(method: string, path: string, body?: unknown): Promise<unknown> {
  const reply = await callGrafana(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path} was answered with ${reply.status}: ${reply.body}`);
  return JSON.parse(reply.body || 'null');
}

export async function replaceDataSource(source: { readonly uid: string }): Promise<void> {
  await callGrafana('DELETE', `api/datasources/uid/${source.uid}`);
  await mustCall('POST', 'api/datasources', { access: 'proxy', ...source });
}

/** Saves a dashboard, and overwrites one of the same uid. */
export async function saveDashboard(dashboard: { readonly uid: string }): Promise<void> {
  await mustCall('POST', 'api/dashboards/db', { dashboard, overwrite: true });
}
