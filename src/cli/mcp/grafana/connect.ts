// Calls Grafana over HTTP with the token of a service account. The token is read for each call, because it may be
// rotated. It is sent only to the address of the command line.
import { readFileSync } from 'node:fs';
import { request as overHttp } from 'node:http';
import { request as overHttps, type RequestOptions } from 'node:https';
import { parseJson } from '../../../core/json.ts';
import { CommandFailure, exitStatus, usageFailure } from '../../exit-status.ts';
import type { McpOptions } from '../../options/mcp.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

/** Verdicts of the past may take half of it. */
const defaultTimeoutMs = minuteMs;
/** Tables of a few rows take some kB. An agent cannot use a larger answer. */
const maxBodyBytes = 8 * 1024 * 1024;

interface GrafanaReply {
  readonly status: number;
  /** Undefined if the body is not JSON. */
  readonly json: unknown;
}

/** Sends a GET, or a POST of `body`. Throws a CommandFailure if Grafana refuses it or does not answer. */
export type CallGrafana = (path: string, body?: object) => Promise<GrafanaReply>;

type GrafanaOptions = Pick<McpOptions, 'grafana' | 'tokenFile' | 'ca' | 'insecure' | 'timeout'>;

/** Undefined without `--grafana`. Throws a CommandFailure if the options name no Grafana or no token. */
export function openGrafana(options: GrafanaOptions): CallGrafana | undefined {
  const { grafana, tokenFile } = options;
  if (grafana === undefined && tokenFile === undefined) return undefined;
  if (grafana === undefined || tokenFile === undefined)
    throw usageFailure('--grafana and --token-file belong together.');
  const base = parseBase(grafana);
  const tls = readTls(options);
  readToken(tokenFile);
  return async (path, body) => {
    const token = readToken(tokenFile);
    const url = new URL(base.pathname.replace(/\/$/, '') + path, base);
    const { status, text } = await send(url, token, body, { ...tls, timeoutMs: options.timeout ?? defaultTimeoutMs });
    // A server may repeat in its answer what it was sent.
    const reply = { status, json: parse(text.replaceAll(token, '***')) };
    refuse(reply, base.host);
    return reply;
  };
}

function parseBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw usageFailure('--grafana: write the address of Grafana, such as https://grafana.example.com.');
  }
  if (url.username !== '' || url.password !== '') {
    throw usageFailure('--grafana: no user or password in the address; --token-file names the token.');
  }
  return url;
}

function readToken(path: string): string {
  const token = readText(path, '--token-file').trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandFailure(exitStatus.unreadable, '--token-file: the file holds no token of one line.');
}

function readTls({ ca, insecure }: GrafanaOptions): Pick<RequestOptions, 'ca' | 'rejectUnauthorized'> {
  return {
    ...(ca === undefined ? {} : { ca: readText(ca, '--ca') }),
    ...(insecure ? { rejectUnauthorized: false } : {}),
  };
}

function readText(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new CommandFailure(exitStatus.unreadable, `${option}: the file cannot be read (${code}).`);
  }
}

interface SendOptions extends RequestOptions {
  readonly timeoutMs: number;
}

function send(url: URL, token: string, body: object | undefined, { timeoutMs, ...tls }: SendOptions) {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'user-agent': 'parked',
    ...(sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
  };
  return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const why = signal.aborted ? `it took longer than ${timeoutMs / 1000} s` : (error.code ?? 'the connection broke');
      reject(new CommandFailure(exitStatus.unreadable, `Grafana at ${url.host} did not answer: ${why}.`));
    };
    // Calls are rare, so each has its own connection.
    const options = { method: sent === undefined ? 'GET' : 'POST', headers, signal, agent: false, ...tls } as const;
    const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes <= maxBodyBytes) return;
        const what = `The answer of Grafana is larger than ${maxBodyBytes} bytes. Ask for less.`;
        reject(new CommandFailure(exitStatus.unreadable, what));
        request.destroy();
      });
      response.on('error', fail);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    request.on('error', fail);
    request.end(sent);
  });
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // The answer of a proxy or of a login page. Its status describes it.
    return undefined;
  }
}

/** A failed query has results as well, whatever the status is. */
function refuse({ status, json }: GrafanaReply, host: string): void {
  const { message, results } = (json ?? {}) as { readonly message?: unknown; readonly results?: unknown };
  if (typeof results === 'object') return;
  if (status >= 200 && status < 300 && json !== undefined) return;
  const said = typeof message === 'string' ? ` It says “${message}”.` : '';
  throw new CommandFailure(exitStatus.unreadable, `${describe(status, host)}${said}`);
}

function describe(status: number, host: string): string {
  if (status >= 200 && status < 300) return `${host} answered with something that is no JSON: is it a Grafana?`;
  if (status >= 300 && status < 400) {
    return `${host} redirects (${status}), which is not followed: --grafana takes Grafana's own address, with its path.`;
  }
  if (status === 401) return `Grafana at ${host} does not take the token of --token-file (401).`;
  if (status === 403) {
    return `The token of --token-file may not do this at ${host} (403): its service account needs the role Viewer and may have to query the data source.`;
  }
  return `Grafana at ${host} answered with status ${status}.`;
}
