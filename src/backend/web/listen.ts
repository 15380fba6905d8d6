// The workbench's HTTP server. It listens on loopback by default; beyond loopback, a token is required.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { AccessRules } from './guard.ts';
import { cookieName, isLoopback, isToken, refuseCaller } from './guard.ts';
import { beginReply, replyProblem } from './reply.ts';
import { answerVisit } from './routes.ts';
import type { Workbench } from './routes.ts';
import { minuteMs, secondMs } from '../../core/agreed-times.ts';

interface ListenOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Called with a thrown error, which is a bug. */
  readonly onBug: (error: unknown) => void;
}

export interface Listening {
  /** The URL to open in a browser, including the token if one is needed. */
  readonly url: string;
  readonly port: number;
  /** The requested port was in use, so another was chosen. */
  readonly moved: boolean;
  close(): Promise<void>;
}

/** Rejects if it cannot listen on the address. */
export async function listen(workbench: Workbench, { host, port, onBug }: ListenOptions): Promise<Listening> {
  const token = isLoopback(host) ? undefined : randomBytes(24).toString('base64url');
  let access: AccessRules = { host, port, token, names: [hostname().toLowerCase()] };
  const server = createServer({ requestTimeout: minuteMs, headersTimeout: 10 * secondMs }, (request, response) => {
    welcome(workbench, access, request, response).catch((error: unknown) => {
      onBug(error);
      if (response.headersSent) response.destroy();
      else replyProblem(response, 500, 'internal', 'Parked failed on this request because of a bug. Please report it.');
    });
  });
  const moved = await bind(server, host, port);
  access = { ...access, port: (server.address() as AddressInfo).port };
  return {
    url: formatUrl(access),
    port: access.port,
    moved,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function welcome(
  workbench: Workbench,
  access: AccessRules,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const base = 'http://workbench';
  const target = request.url ?? '/';
  if (!target.startsWith('/') || !URL.canParse(base + target)) {
    return replyProblem(response, 400, 'invalid_url', 'The address cannot be read.');
  }
  const url = new URL(base + target);
  if (exchangeToken(access, url, request, response)) return;
  const caller = { method: request.method ?? '', path: url.pathname, headers: request.headers };
  const refusal = refuseCaller(access, caller);
  if (refusal !== undefined) return replyProblem(response, refusal.status, 'refused', refusal.message);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await answerVisit(workbench, { url, request, response, signal: gone.signal });
}

/** Moves a token from the URL into a cookie, so that it does not appear in the history, in links or on the screen. */
function exchangeToken(access: AccessRules, url: URL, request: IncomingMessage, response: ServerResponse): boolean {
  const { token } = access;
  const offered = url.searchParams.get('token');
  if (offered === null || url.pathname !== '/' || request.method !== 'GET') return false;
  if (token !== undefined && !isToken(offered, token)) return false;
  const cookie =
    token === undefined ? {} : { 'Set-Cookie': `${cookieName(access)}=${token}; HttpOnly; SameSite=Strict; Path=/` };
  beginReply(response, 303, { Location: '/', ...cookie });
  response.end();
  return true;
}

/** True if another port than the requested one was chosen. */
async function bind(server: Server, host: string, port: number): Promise<boolean> {
  try {
    await tryBind(server, host, port);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw error;
    await tryBind(server, host, 0);
    return true;
  }
}

function tryBind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function formatUrl({ host, port, token }: AccessRules): string {
  const everywhere = host === '0.0.0.0' || host === '::' || host === '[::]';
  const name = everywhere ? hostname() : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `http://${name}:${port}/${token === undefined ? '' : `?token=${token}`}`;
}
