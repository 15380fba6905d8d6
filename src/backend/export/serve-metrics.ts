// The HTTP server of a collector: metrics, readiness and reload.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { expositionType } from './exposition.ts';
import { openServer } from '../open-server.ts';
import { secondMs } from '../../core/agreed-times.ts';

interface MetricsPages {
  /** Returns Prometheus' text format: what a scrape should take. */
  metrics(): string;
  /** The series of the targets alone. */
  targetMetrics(): string;
  /** Undefined if ready, otherwise what is missing. */
  notReady(): string | undefined;
  /** Reloads the settings. Undefined on success, otherwise the reason for keeping the old ones. */
  reload(): Promise<string | undefined>;
}

export interface MetricsServer {
  /** The `host:port` it listens on. */
  readonly address: string;
  close(): Promise<void>;
}

const pack = promisify(gzip);

/** Rejects if it cannot listen on the address. */
export async function serveMetrics(host: string, port: number, pages: MetricsPages): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(request, response, pages).catch(() => response.destroy());
  });
  server.requestTimeout = 10 * secondMs;
  return openServer(server, host, port);
}

async function answer(request: IncomingMessage, response: ServerResponse, pages: MetricsPages): Promise<void> {
  request.resume();
  const path = (request.url ?? '').split('?', 1)[0];
  if (path === '/-/reload') {
    // A web page in a browser must not be able to trigger a reload.
    if (request.method !== 'POST' || request.headers.origin !== undefined) {
      return void response.writeHead(405, { allow: 'POST' }).end();
    }
    const problem = await pages.reload();
    return sendText(response, problem === undefined ? 200 : 500, `${problem ?? 'Settings are read again.'}\n`);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
  }
  switch (path) {
    case '/metrics':
      return sendMetrics(request, response, pages.metrics());
    case '/metrics/targets':
      return sendMetrics(request, response, pages.targetMetrics());
    case '/-/healthy':
      return sendText(response, 200, 'Parked is running.\n');
    case '/-/ready': {
      const reason = pages.notReady();
      return sendText(response, reason === undefined ? 200 : 503, `${reason ?? 'Parked is ready.'}\n`);
    }
    default:
      return sendText(response, 404, 'There are /metrics, /metrics/targets, /-/healthy, /-/ready and /-/reload.\n');
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

/** Two hundred groups of a thousand targets take tens of megabytes, which compress to a twentieth. */
async function sendMetrics(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
  const headers = { 'content-type': expositionType, vary: 'accept-encoding' };
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    response.writeHead(200, headers).end(text);
    return;
  }
  const packed = await pack(text, { level: 1 });
  response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(packed);
}
