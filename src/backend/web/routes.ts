// The routes of the workbench: its page, query answers, the data source's resources, and the given files.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from '../../core/json.ts';
import { overviewParts } from '../../core/query/overview.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { PluginHandler } from '../protocol/handler.ts';
import type { Assets } from './assets.ts';
import type { FirstAnswers } from './first-answers.ts';
import { answerAsked, maxQueryBytes, readAsked } from './queries.ts';
import { readBody } from './read-body.ts';
import { beginReply, replyJson, replyProblem, replyText } from './reply.ts';
import { limits } from '../../core/limits.ts';

/** A dump that was named at the start of the workbench. */
interface OfferedFile {
  readonly name: string;
  readonly bytes: number | undefined;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** What the page is told first, besides the labels of the targets. */
interface WorkbenchInfo {
  readonly version: string;
  /** Whether there are live targets, or only files. */
  readonly live: boolean;
  /** The sampling interval, in milliseconds. */
  readonly everyMs: number;
  readonly files: readonly { readonly name: string; readonly bytes: number | undefined }[];
}

export interface Workbench {
  /** Opens the backend at the first call. The page is sent before the backend is loaded. */
  readonly openService: () => Promise<PluginHandler>;
  readonly context: RequestContext;
  readonly assets: Assets;
  readonly info: WorkbenchInfo;
  readonly files: readonly OfferedFile[];
  /** Undefined without live targets. */
  readonly first: FirstAnswers | undefined;
  /** Called with each file of the page that was sent. */
  readonly onSent?: (path: string) => void;
}

interface Visit {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the caller disconnects. */
  readonly signal: AbortSignal;
}

const resources = '/api/resources/';
const files = '/api/files/';
const firstAnswers = '/api/first/';

/**
 * The browser requests these while it reads the program, and the program then finds the answers. A browser has six
 * connections to a server. More slow answers would delay the program itself.
 */
const firstLinks = ['/api/info', ...(['lines', 'suspects'] as const).map((part) => firstAnswers + part)]
  .map((path) => `<${path}>; rel=preload; as=fetch; crossorigin=anonymous`)
  .join(', ');

export async function answerVisit(workbench: Workbench, visit: Visit): Promise<void> {
  const { url, request } = visit;
  const method = request.method ?? '';
  if (url.pathname === '/api/query') return method === 'POST' ? ask(workbench, visit) : refuseMethod(visit, 'POST');
  if (url.pathname.startsWith(resources)) return askResource(workbench, visit);
  if (method !== 'GET' && method !== 'HEAD') return refuseMethod(visit, 'GET');
  if (url.pathname === '/api/info') return sendInfo(workbench, visit);
  if (url.pathname.startsWith(firstAnswers)) return sendFirst(workbench, visit);
  if (url.pathname.startsWith(files)) return sendFile(workbench, visit);
  return sendAsset(workbench, visit);
}

/** Sends the information with the labels of the targets, or the problem of the settings. */
async function sendInfo({ openService, context, info }: Workbench, { response, signal }: Visit): Promise<void> {
  if (!info.live) return replyJson(response, 200, { ...info, targets: [] });
  const asked = { path: 'targets', method: 'GET', url: 'targets', body: new Uint8Array() };
  const { status, body } = await (await openService()).callResource(context, asked, signal);
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else for await (const chunk of body) chunks.push(chunk);
  const answer = parseJson(Buffer.concat(chunks).toString()) as object;
  replyJson(response, status, status === 200 ? { ...info, ...answer } : answer);
}

async function sendFirst({ first }: Workbench, { url, response }: Visit): Promise<void> {
  const part = overviewParts.find((name) => url.pathname === firstAnswers + name);
  if (first === undefined || part === undefined) return replyText(response, 404, 'There is nothing here.');
  replyJson(response, 200, await first.read(part));
}

async function ask({ openService, context }: Workbench, { request, response, signal }: Visit): Promise<void> {
  // Forms of other sites can send text but not this content type.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return replyProblem(response, 415, 'wrong_type', 'Send application/json.');
  }
  const body = await readBody(request, maxQueryBytes);
  if (body === undefined) {
    return replyProblem(response, 413, 'body_too_large', `The request has more than ${maxQueryBytes} bytes.`);
  }
  const asked = readAsked(body);
  if (typeof asked === 'string') return replyProblem(response, 400, 'invalid_request', asked);
  replyJson(response, 200, { answers: await answerAsked(await openService(), context, asked, signal) });
}

async function askResource(
  { openService, context }: Workbench,
  { url, request, response, signal }: Visit,
): Promise<void> {
  const body =
    (await readBody(request, limits.resourceBody.value + 1)) ?? new Uint8Array(limits.resourceBody.value + 1);
  const path = url.pathname.slice(resources.length);
  const asked = { path, method: request.method ?? '', url: `${path}${url.search}`, body };
  const answer = await (await openService()).callResource(context, asked, signal);
  beginReply(response, answer.status, answer.headers);
  if (answer.body instanceof Uint8Array) response.end(answer.body);
  else await send(response, answer.body);
}

async function sendFile(workbench: Workbench, { url, response }: Visit): Promise<void> {
  const number = url.pathname.slice(files.length);
  const file = /^\d{1,6}$/.test(number) ? workbench.files[Number(number)] : undefined;
  if (file === undefined) return replyProblem(response, 404, 'not_found', 'There is no such file.');
  const length = file.bytes === undefined ? {} : { 'Content-Length': file.bytes };
  beginReply(response, 200, { 'Content-Type': 'application/octet-stream', ...length });
  await send(response, file.open());
}

function sendAsset({ assets, first, onSent }: Workbench, { url, request, response }: Visit): void {
  const asset = assets.get(url.pathname);
  if (asset === undefined) return replyText(response, 404, 'There is nothing here.');
  response.once('finish', () => onSent?.(url.pathname));
  const tag = `"${asset.hash}"`;
  const preload = first !== undefined && url.pathname === '/' ? { Link: firstLinks } : {};
  const headers = { 'Cache-Control': 'no-cache', ETag: tag, Vary: 'Accept-Encoding', ...preload };
  if (request.headers['if-none-match'] === tag) {
    beginReply(response, 304, headers);
    response.end();
    return;
  }
  const isPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isPacked ? asset.gzipped : asset.plain();
  const encoding = isPacked ? { 'Content-Encoding': 'gzip' } : {};
  beginReply(response, 200, { ...headers, ...encoding, 'Content-Type': asset.type, 'Content-Length': body.byteLength });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Writes each chunk after the previous one was accepted, at the reader's speed. */
async function send(response: ServerResponse, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    if (response.destroyed) return;
    await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
  }
  response.end();
}

function refuseMethod({ response }: Visit, allowed: string): void {
  beginReply(response, 405, { Allow: allowed, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`This address takes ${allowed} only.\n`);
}
