// Serves a recording as the recorded service did: the same endpoints, in the original timing. It begins with the
// server and stays at its last answer when it is over, so that counts never jump back while somebody watches.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Recording } from './recording.ts';
import { findAnswer } from './recording.ts';
import { answerSymbols } from './symbols.ts';

export interface Replay {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** False from the moment on when nothing new comes. */
  isRunning(): boolean;
  close(): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;

/** Rejects when the port is taken. Port 0 takes any free one. */
export async function startReplay(recording: Recording, port = 0): Promise<Replay> {
  const beganMs = performance.now();
  const elapsedMs = () => performance.now() - beganMs;
  const server = createServer((request, response) => {
    answer(recording, elapsedMs(), request, response).catch((error: unknown) => {
      send(response, 500, 'text/plain; charset=utf-8', `The recording can't be read: ${String(error)}\n`);
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isRunning: () => elapsedMs() < recording.manifest.durationMs,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function answer(
  recording: Recording,
  elapsedMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://replay');
  if (url.pathname === '/debug/pprof/symbol') {
    const known = findAnswer(recording.manifest, url.pathname, 0, elapsedMs);
    const text = known === undefined ? '' : recording.read(known).toString('utf8');
    const asked = request.method === 'POST' ? await readBody(request) : url.search.slice(1);
    return send(response, 200, 'text/plain; charset=utf-8', answerSymbols(text, asked));
  }
  if (url.searchParams.has('seconds')) {
    return send(
      response,
      400,
      'text/plain; charset=utf-8',
      'A recording has no delta profiles: leave out "seconds".\n',
    );
  }
  const found = findAnswer(recording.manifest, url.pathname, readDebug(url), elapsedMs);
  if (found !== undefined) {
    if (found.sentAsGzip) response.setHeader('Content-Disposition', 'attachment; filename="goroutine"');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    return send(response, 200, found.contentType, recording.read(found));
  }
  // As net/http/pprof answers for a profile that it doesn't know.
  if (url.pathname.startsWith('/debug/pprof/')) response.setHeader('X-Go-Pprof', '1');
  const body = url.pathname.startsWith('/debug/pprof/') ? 'Unknown profile\n' : '404 page not found\n';
  send(response, 404, 'text/plain; charset=utf-8', body);
}

/** What Go makes of the parameter: a number, and 0 for anything else. */
function readDebug(url: URL): number {
  const value = url.searchParams.get('debug') ?? '';
  return /^[+-]?\d+$/.test(value) ? Math.min(Math.max(Number(value), 0), 2) : 0;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Error(`a request body is longer than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, contentType: string, body: Buffer | string): void {
  response.writeHead(status, { 'Content-Type': contentType });
  response.end(body);
}
