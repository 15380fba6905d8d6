// `parked mcp --http`: the same server over HTTP on loopback, one for each client that connects.
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isLoopback, refuseCaller } from '../../backend/web/guard.ts';
import { CommandFailure, exitStatus, usageFailure } from '../exit-status.ts';
import { minuteMs, secondMs } from '../../core/agreed-times.ts';

/** Each session keeps its readings. A new session closes the oldest one. */
const maxSessions = 16;

interface McpOverHttp {
  /** The URL for clients. */
  readonly url: string;
  /** Any user of the machine can reach loopback, so clients have to send it: `Authorization: Bearer …`. */
  readonly token: string;
  close(): Promise<void>;
}

/** Throws a CommandFailure for an address beyond loopback, and for one that cannot be listened on. */
export async function serveHttp(
  address: string,
  token: string | undefined,
  open: () => McpServer,
  onBug: (error: unknown) => void,
): Promise<McpOverHttp> {
  const { host, port } = readAddress(address);
  const secret = token ?? randomBytes(24).toString('base64url');
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const access = { host, port: ownPort(), token: secret, names: [] };
    const path = new URL(request.url ?? '/', 'http://parked').pathname;
    const refusal = refuseCaller(access, { method: request.method ?? '', path, headers: request.headers });
    if (refusal !== undefined) return refuse(response, refusal.status);
    if (path !== '/mcp') return refuse(response, 404);
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (id !== undefined && known === undefined) return refuse(response, 404);
    await (known ?? (await openSession())).handleRequest(request, response);
  }

  async function openSession(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: true,
      onsessioninitialized: (id) => {
        const [oldest] = sessions;
        if (oldest !== undefined && sessions.size >= maxSessions) void oldest[1].close();
        sessions.set(id, transport);
      },
    });
    transport.onclose = () => sessions.delete(transport.sessionId ?? '');
    await open().connect(transport);
    return transport;
  }

  const server = createServer({ requestTimeout: minuteMs, headersTimeout: 10 * secondMs }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      onBug(error);
      if (response.headersSent) response.destroy();
      else refuse(response, 500);
    });
  });
  const ownPort = () => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CommandFailure(exitStatus.unreadable, `--http ${address}: it cannot be listened on (${error.code}).`)),
    );
    server.listen(port, host.replace(/^\[|\]$/g, ''), resolve);
  });
  return {
    url: `http://${host}:${ownPort()}/mcp`,
    token: secret,
    close: async () => {
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end();
}

/** `7273`, `127.0.0.1:7273`, `[::1]:0`. */
function readAddress(text: string): { readonly host: string; readonly port: number } {
  const parts = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]]+):)?(\d{1,5})$/.exec(text);
  const host = parts?.[1] ?? '127.0.0.1';
  const port = Number(parts?.[2]);
  if (parts === null || port > 65_535) throw usageFailure('--http: write a port or host:port, such as 7273.');
  if (!isLoopback(host)) {
    throw usageFailure(`--http: ${host} is not loopback. The protocol is not encrypted; use a tunnel to reach it.`);
  }
  return { host, port };
}
