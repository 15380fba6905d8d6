// An HTTP server with the part of Grafana's API that is asked. The answers come from the real backend of the plugin, in
// the form in which Grafana 12.4 was recorded: schema and values, `results` by refId, and its own refusals.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { QueryAnswer } from '../../../../backend/protocol/handler.ts';
import type { Situation } from '../../../../backend/testing/ask-service.ts';
import type { DataFrame, Field } from '../../../../frames/model.ts';

export interface GrafanaServer {
  readonly url: string;
  /** Paths, in order. */
  readonly requests: string[];
  /** What `/api/datasources` lists. */
  sources: readonly object[];
  close(): Promise<void>;
}

type AskBackend = (query: object, situation: Situation) => Promise<QueryAnswer>;

interface Posted {
  readonly from: string;
  readonly to: string;
  readonly queries: readonly [{ readonly refId: string; readonly datasource: { readonly uid: string } }];
}

export const parkedSource = { id: 1, uid: 'goroutines', name: 'Goroutines', type: 'parked-goroutines-datasource' };
const otherSource = { id: 2, uid: 'prometheus', name: 'Prometheus', type: 'prometheus' };

/** Below a path, as behind a proxy. `nowMs` is what `now` means. */
export async function serveGrafana(token: string, nowMs: () => number, ask: AskBackend): Promise<GrafanaServer> {
  const requests: string[] = [];
  const answer = async (request: IncomingMessage): Promise<readonly [status: number, body: object]> => {
    requests.push(request.url ?? '');
    if (request.headers.authorization !== `Bearer ${token}`) {
      const sent = request.headers.authorization ?? '';
      return [401, { message: `Invalid API key ${sent}`, messageId: 'api-key.invalid', statusCode: 401 }];
    }
    switch (`${request.method} ${request.url}`) {
      case 'GET /grafana/api/datasources':
        return [200, grafana.sources];
      case 'POST /grafana/api/ds/query':
        return answerQuery(JSON.parse(await readAll(request)) as Posted);
      default:
        return [404, { message: 'Not found' }];
    }
  };
  const answerQuery = async ({ from, to, queries: [query] }: Posted): Promise<readonly [number, object]> => {
    if (query.datasource.uid !== parkedSource.uid) return [404, { message: 'Data source not found' }];
    const range = { fromMs: readTime(from, nowMs()), toMs: readTime(to, nowMs()) };
    const answered = await ask(query, range);
    if (!answered.ok) {
      const result = { error: answered.problem.message, errorSource: 'downstream', status: 400, frames: [] };
      return [400, { results: { A: result } }];
    }
    return [200, { results: { A: { status: 200, frames: answered.frames.map(encodeFrame) } } }];
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const grafana: GrafanaServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/grafana/`,
    requests,
    sources: [parkedSource, otherSource],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return grafana;
}

function encodeFrame({ name, refId = 'A', meta = {}, fields }: DataFrame): object {
  return {
    schema: { name, refId, meta: { typeVersion: [0, 0], ...meta }, fields: fields.map(encodeField) },
    data: { values: fields.map(({ values }) => values) },
  };
}

function encodeField({ name, type, labels, config }: Field): object {
  return { name, type: type === 'json' ? 'other' : type, labels, config };
}

function readTime(text: string, nowMs: number): number {
  const [, amount = '0'] = /^now(?:-(\d+)h)?$/.exec(text) ?? [];
  return text.startsWith('now') ? nowMs - Number(amount) * 3_600_000 : Number(text);
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
