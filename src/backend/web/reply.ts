// Sends the workbench's answers with headers that restrict the page to what it needs.
import type { ServerResponse } from 'node:http';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const always: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

type ReplyHeaders = Readonly<Record<string, string | number | readonly string[]>>;

export function beginReply(response: ServerResponse, status: number, headers: ReplyHeaders): void {
  const own = Object.entries(headers).map(([name, value]): [string, string | number | string[]] => [
    name,
    typeof value === 'object' ? [...value] : value,
  ]);
  response.writeHead(status, { 'Cache-Control': 'no-store', ...always, ...Object.fromEntries(own) });
}

export function replyText(response: ServerResponse, status: number, text: string): void {
  beginReply(response, status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

export function replyJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  beginReply(response, status, { 'Content-Type': 'application/json', 'Content-Length': body.byteLength });
  response.end(body);
}

/** The format of all errors of the workbench itself. */
export function replyProblem(response: ServerResponse, status: number, code: string, message: string): void {
  replyJson(response, status, { code, message });
}
