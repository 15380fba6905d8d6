// Serves folders to the browser, on loopback.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export interface Served {
  readonly url: string;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** The answer for every icon. Icons are files of Grafana's server and come with no package. */
const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>';

/** `folders` by the beginning of the path; the longest goes first. */
export async function serve(folders: Readonly<Record<string, string>>): Promise<Served> {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const find = async (path: string): Promise<Buffer | string> => {
    if (path.startsWith('/public/') && path.endsWith('.svg')) return icon;
    const prefix = prefixes.find((one) => path.startsWith(one));
    if (prefix === undefined) throw new Error(`Nothing lies at ${path}.`);
    return readFile(join(folders[prefix] ?? '', normalize(`/${path.slice(prefix.length)}`)));
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    find(path).then(
      (content) => response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(content),
      (error: unknown) => response.writeHead(404).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
