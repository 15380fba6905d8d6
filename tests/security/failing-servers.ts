// Servers that fail, each in its own way, and repeat their requests in all parts of their answers.
import type { Handler } from '../../src/backend/targets/testing/fake-target.ts';

const echo = (headers: object, url = ''): string => `${JSON.stringify(headers)} ${url}`;
const oneLine = (headers: object): string => echo(headers).replace(/[^\x20-\x7e]/g, '');

export const failures: Readonly<Record<string, Handler>> = {
  '401 that repeats it': ({ headers, url }, response) => response.writeHead(401).end(echo(headers, url)),
  '401 with a challenge that repeats it': ({ headers }, response) =>
    response.writeHead(401, { 'www-authenticate': oneLine(headers) }).end(),
  '403 that repeats it': ({ headers }, response) => response.writeHead(403).end(echo(headers)),
  '404 that repeats it': ({ headers }, response) => response.writeHead(404).end(echo(headers)),
  '429 that repeats it': ({ headers }, response) => response.writeHead(429).end(echo(headers)),
  '500 that repeats it': ({ headers }, response) => response.writeHead(500).end(echo(headers)),
  'a status line that repeats it': ({ headers }, response) => response.writeHead(503, oneLine(headers)).end(),
  'a redirect that repeats it': ({ headers }, response) =>
    response.writeHead(302, { location: `/?q=${encodeURIComponent(oneLine(headers))}` }).end(),
  'a redirect to another host': (_, response) =>
    response.writeHead(307, { location: 'http://169.254.169.254/latest' }).end(),
  'a page that repeats it': ({ headers }, response) => response.end(`<!DOCTYPE html><pre>${echo(headers)}`),
  'text that repeats it': ({ headers }, response) => response.end(echo(headers)),
  'an error in JSON that repeats it': ({ headers }, response) =>
    response
      .writeHead(422)
      .end(JSON.stringify({ status: 'error', errorType: oneLine(headers), error: oneLine(headers) })),
  'JSON of another shape': ({ headers }, response) =>
    response.end(JSON.stringify({ data: { result: oneLine(headers) } })),
  'a gzip of what it was sent': ({ headers }, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(echo(headers)),
  'a content type that repeats it': ({ headers }, response) =>
    response.writeHead(200, { 'content-type': oneLine(headers).slice(0, 2_000) }).end('no profile'),
  'a header line that breaks off': ({ headers, socket }) => void socket.end(`HTTP/1.1 200 OK\r\n${oneLine(headers)}`),
  'half an answer': ({ headers, socket }, response) =>
    void response.writeHead(200, { 'content-length': 99_999 }).write(echo(headers), () => socket.destroy()),
  'a closed connection': ({ socket }) => void socket.destroy(),
  silence: () => undefined,
};
