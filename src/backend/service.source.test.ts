import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, noticesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { startPprofServer, type PprofServer } from './testing/pprof-server.ts';

const file = `package cart

// Put waits for room.
func (s *Store) Put(item Item) {
	s.items <- item
}
`;

const stack = (path: string, count = 3) => `goroutine profile: total ${count}
${count} @ 0x10 0x20 0x30
#	0x10	time.Sleep+0x1	/usr/local/go/src/runtime/time.go:300
#	0x20	github.com/acme/shop/cart.(*Store).Put+0x1	${path}:5
#	0x30	main.main+0x1	/src/cmd/shop/main.go:9
`;

let service: PluginHandler;
let target: PprofServer;
let git: Server;
let base: string;
let requests: IncomingMessage[];
let reply: (response: ServerResponse) => void;

beforeEach(async () => {
  [service, target] = await Promise.all([createService(), startPprofServer()]);
  target.set('/debug/pprof/goroutine?debug=0', stack('/src/cart/store.go'));
  requests = [];
  reply = (response) => void response.setHeader('content-type', 'text/plain').end(file);
  git = createServer((request, response) => {
    requests.push(request);
    reply(response);
  });
  await new Promise<void>((resolve) => git.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(git.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
  git.closeAllConnections();
  await new Promise((resolve) => git.close(resolve));
});

const put = 'github.com/acme/shop/cart.(*Store).Put';
const raw = () => ({ sourceRaw: `${base}/{module}/raw/{version}/{file}` });
const ask = (query: object = {}, jsonData: object = raw(), situation: Situation = {}) =>
  askService(
    service,
    { url: target.url, role: 'Editor', jsonData, ...situation },
    { queryType: 'source', function: put, ...query },
  );
const draw = (frames: ReturnType<typeof framesOf>) =>
  rowsOf(frames[0]).map((row) => `${String(row['count'] ?? '.')} ${String(row['line'])} ${String(row['text'] ?? '?')}`);

/** What stands where a text is missing. */
const sayUnread = (frames: ReturnType<typeof framesOf>) =>
  frames[0]?.fields.find(({ name }) => name === 'text')?.config?.['noValue'];

test('the lines of a function are shown with the goroutines parked on each', async () => {
  const frames = framesOf(await ask());
  expect(draw(frames)).toEqual(['. 4 func (s *Store) Put(item Item) {', '3 5 \ts.items <- item', '. 6 }']);
  expect(rowsOf(frames[0])[1]).toEqual({
    line: 5,
    count: 3,
    text: '\ts.items <- item',
    states: 'sleep 3',
    file: '/src/cart/store.go',
    function: put,
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect(noticesOf(frames)).toEqual([]);
  expect(requests.map((request) => request.url)).toEqual(['/github.com/acme/shop/raw/HEAD/cart/store.go']);
});

test('a file is read once for all who look, in the version that the targets say they run', async () => {
  const jsonData = { ...raw(), targets: [{ urls: [target.url], labels: { version: 'v1.4.2' } }] };
  await Promise.all([ask({}, jsonData, { url: '' }), ask({}, jsonData, { url: '' })]);
  expect(draw(framesOf(await ask({}, jsonData, { url: '' })))).toHaveLength(3);
  expect(requests.map((request) => request.url)).toEqual(['/github.com/acme/shop/raw/v1.4.2/cart/store.go']);
});

test('the credential goes with it, and only there', async () => {
  const auth = [{ name: 'git', type: 'bearer' }];
  const jsonData = { sourceRaw: { url: `${base}/{file}`, auth: 'git' }, auth };
  await ask({}, jsonData, { secrets: { 'auth.git': 'geheim' } });
  expect(requests[0]?.headers.authorization).toBe('Bearer geheim');
});

test('a role below sourceRole sees line numbers and counts, and no source', async () => {
  for (const situation of [{ role: 'Viewer' }] as const) {
    const frames = framesOf(await ask({}, raw(), situation));
    expect(draw(frames)).toEqual(['3 5 ?']);
    expect(noticesOf(frames)[0]).toContain('require the role Editor, and you are a Viewer');
  }
  expect(requests).toEqual([]);
  expect(draw(framesOf(await ask({}, { ...raw(), sourceRole: 'Viewer' }, { role: 'Viewer' })))).toHaveLength(3);
});

test('for a pasted dump nothing is ever fetched', async () => {
  const inline = `goroutine 7 [chan send]:\n${put}(0x1)\n\t/src/cart/store.go:5 +0x1\n`;
  const frames = framesOf(await ask({ inline }));
  expect(draw(frames)).toEqual(['1 5 ?']);
  expect(noticesOf(frames)[0]).toContain('Parked reads no source for a pasted dump');
  expect(requests).toEqual([]);
});

test('names of a hostile profile are escaped, or not requested', async () => {
  for (const path of ['/src/cart/../../../../etc/passwd', '/src/cart/..%2f..%2fsecret', '/src/cart/a?b#c.go']) {
    target.set('/debug/pprof/goroutine?debug=0', stack(path));
    await ask({}, raw(), { uid: path });
  }
  for (const { url } of requests) expect(url).toMatch(/^\/github\.com\/acme\/shop\/raw\/HEAD\/cart\/[^/?#]+$/);
});

test('the standard library and dependencies are not read', async () => {
  const frames = framesOf(await ask({ function: 'time.Sleep' }));
  expect(draw(frames)).toEqual(['3 300 ?']);
  expect(noticesOf(frames)[0]).toContain("not the program's own code");
  expect(requests).toEqual([]);
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ['does not exist', (response) => response.writeHead(404).end('no'), 'Check "Source to read"'],
  ['is not to be read', (response) => response.writeHead(401).end('no'), 'Choose named credentials'],
  [
    'is elsewhere',
    (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    'no redirects',
  ],
  ['is a login page', (response) => response.end('<!DOCTYPE html><p>Sign in'), 'a web page'],
  ['is endless', (response) => response.end('x'.repeat(5 * 1024 * 1024)), 'larger than 4 MiB'],
])('source that %s leaves the counts standing, and says why', async (_, answer, words) => {
  reply = answer;
  const frames = framesOf(await ask());
  expect(draw(frames)).toEqual(['3 5 ?']);
  expect(noticesOf(frames)[0]).toContain(words);
  expect(requests).toHaveLength(1);
});

test('without a template the counts say what is missing, in the place of the text too', async () => {
  const frames = framesOf(await ask({}, {}));
  expect(draw(frames)).toEqual(['3 5 ?']);
  expect(noticesOf(frames)[0]).toContain('"Source to read"');
  expect(sayUnread(frames)).toBe(noticesOf(frames)[0]);
});

test('the place of the text names no host, since whoever sees it may not know it', async () => {
  reply = (response) => response.writeHead(404).end('no');
  expect(sayUnread(framesOf(await ask()))).toBe('Not read. The notice has the reason.');
});

test('addresses of the machine itself are never asked', async () => {
  const frames = framesOf(await ask({}, { sourceRaw: 'http://169.254.169.254/{file}' }));
  expect(draw(frames)).toEqual(['3 5 ?']);
  expect(noticesOf(frames)[0]).toContain('169.254.169.254');
});

test('a function is missing, or nowhere, or matched by an expression', async () => {
  expect(problemOf(await ask({ function: '' }))).toMatchObject({ field: 'function' });
  expect(problemOf(await ask({ function: '(' }))).toMatchObject({ field: 'function' });
  const nowhere = framesOf(await ask({ function: 'nowhere' }));
  expect(rowsOf(nowhere[0])).toEqual([]);
  expect(noticesOf(nowhere)[0]).toContain('None of the goroutines read');
  const functions = rowsOf(framesOf(await ask({ function: 'Put|main' }))[0]).map((row) => row['function']);
  expect(new Set(functions)).toEqual(new Set([put, 'main.main']));
});

describe('a link to the source', () => {
  const sourceLink = 'https://git.acme.dev/shop/blob/{version}/{file}#L{line}';
  const urlOf = (frames: ReturnType<typeof framesOf>) => rowsOf(frames[0]).map((row) => row['sourceUrl']);
  const linksOf = (frames: ReturnType<typeof framesOf>, name: string) =>
    frames[0]?.fields.find((field) => field.name === name)?.config?.['links'];
  const link = [{ title: 'Open the source', url: '${__data.fields.sourceUrl:raw}', targetBlank: true }];

  test('stands on every line', async () => {
    const frames = framesOf(await ask({}, { ...raw(), sourceLink }));
    expect(urlOf(frames)[1]).toBe('https://git.acme.dev/shop/blob/HEAD/cart/store.go#L5');
    expect(linksOf(frames, 'line')).toEqual(link);
  });

  test('stands on the locations of tables', async () => {
    const frames = framesOf(await ask({ queryType: 'stacks' }, { sourceLink }));
    expect(urlOf(frames)).toEqual(['https://git.acme.dev/shop/blob/HEAD/cart/store.go#L5']);
    expect(linksOf(frames, 'location')).toEqual(link);
    expect(linksOf(framesOf(await ask({ queryType: 'stacks' }, {})), 'location')).toBeUndefined();
  });
});
