// Resources by every other way to write a path or a method: there are those of the table, letter for letter, and no
// file is opened to find that out.
import fs from 'node:fs';
import { routes } from '../../src/backend/answers/resources/routes.ts';
import { createService } from '../../src/backend/service.ts';
import { describeContext } from '../../src/backend/testing/ask-service.ts';

const names = ['targets', 'download', 'baselines', 'etc/passwd'];
const ways = [
  ...[
    '/X',
    '//X',
    './X',
    '/./X',
    'X/',
    'X//',
    'X/.',
    'X/..',
    '../X',
    '../../../../X',
    '..\\X',
    '\\X',
    'X\\',
    '..;/X',
    'X;a=1',
  ],
  ...[
    '..%2fX',
    '..%2FX',
    '%2e%2e/X',
    '%2e%2e%2fX',
    '..%5cX',
    '%252e%252e/X',
    '..%252fX',
    '..%c0%afX',
    '%c0%ae%c0%ae/X',
  ],
  ...[
    '..%ef%bc%8fX',
    '。。/X',
    '．．/X',
    'X%00',
    'X\u0000',
    'X\u0000.json',
    'X%0a',
    'X\n',
    ' X',
    'X ',
    'X%20',
    'X\t',
    'X.json',
  ],
  ...[
    'X?a',
    'X#a',
    '?X',
    '#X',
    'http://127.0.0.1/X',
    'file:///X',
    '//127.0.0.1/X',
    'C:\\X',
    '~/X',
    '$X',
    '${X}',
    'X%',
    'X%zz',
  ],
  ...[
    'X/X',
    'api/X',
    'resources/X',
    'X~',
    'X.bak',
    'X/../X',
    'X/%2e%2e/X',
    '\ufeffX',
    'X\u200b',
    'X\u202e',
    '.X',
    '..X',
  ],
];
const upper = (path: string): string => path.toUpperCase();
const paths = names.flatMap((name) => [upper(name), ...ways.map((way) => way.replaceAll('X', name))]);
const long = ['a', '../', '%2e%2e%2f', '/'].map((piece) => piece.repeat(8_192 / piece.length));

test('two hundred other ways to write a path lead nowhere, with any method, and open no file', async () => {
  const all = [...new Set([...paths, ...long, '', '.', '..', '/', '*', '__proto__', 'constructor', 'toString'])];
  expect(all.length).toBeGreaterThanOrEqual(200);
  expect(all.filter((path) => routes.some((route) => route.path === path))).toEqual([]);
  const service = await createService({ inMemory: true });
  const opened = (['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream', 'readdir', 'stat'] as const).map(
    (name) => jest.spyOn(fs, name),
  );
  const context = describeContext({ url: 'http://127.0.0.1:9', role: 'Admin' });
  const found: unknown[] = [];
  for (const path of all) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'get', '']) {
      const request = { path, method, url: path, body: new Uint8Array(0) };
      const { status } = await service.callResource(context, request, new AbortController().signal);
      if (status !== 404 && status !== 405) found.push({ path, method, status });
    }
  }
  expect(found).toEqual([]);
  expect(opened.flatMap((spy) => spy.mock.calls)).toEqual([]);
  for (const spy of opened) spy.mockRestore();
  await service.close();
});
