import { request } from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { readAnswer } from '../testing/read-answer.ts';
import { run } from '../testing/run.ts';
import { openTerminal } from '../terminal.ts';
import { serveHttp } from './serve-http.ts';
import { createMcpServer } from './serve.ts';

const terminal = openTerminal('1.2.3');
const dump = 'goroutine 7 [chan receive (nil chan)]:\nmain.run(0x1)\n\t/src/main.go:12 +0x1\n\n';
const bugs: unknown[] = [];
let server: Awaited<ReturnType<typeof serveHttp>>;

beforeAll(async () => {
  server = await serveHttp(
    '127.0.0.1:0',
    undefined,
    () => createMcpServer({}, terminal),
    (bug) => bugs.push(bug),
  );
});
afterAll(async () => {
  await server.close();
  expect(bugs).toEqual([]);
});

async function connect(): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { Authorization: `Bearer ${server.token}` } };
  const transport = new StreamableHTTPClientTransport(new URL(server.url), { requestInit });
  await client.connect(transport);
  return client;
}

function post(headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url, { method: 'POST', headers: { ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject).end('{}');
  });
}

test("the protocol's own client reads and asks on, and clients do not see each other's readings", async () => {
  const [one, other] = await Promise.all([connect(), connect()]);
  const read = (await one.callTool({ name: 'read', arguments: { text: dump } })) as CallToolResult;
  expect(readAnswer(read).document).toMatchObject({ reading: 'r1', suspects: [{ cause: 'nil-channel' }] });
  const again = (await one.callTool({ name: 'suspects', arguments: { reading: 'r1' } })) as CallToolResult;
  expect(readAnswer(again).document).toMatchObject({ suspects: [{ cause: 'nil-channel' }] });
  const stranger = (await other.callTool({ name: 'suspects', arguments: { reading: 'r1' } })) as CallToolResult;
  expect(stranger.isError).toBe(true);
  await Promise.all([one.close(), other.close()]);
});

test('without the token, from a web page, or by another name nobody is served', async () => {
  const bearer = { Authorization: `Bearer ${server.token}` };
  expect(await post({})).toBe(401);
  expect(await post({ Authorization: 'Bearer wrong' })).toBe(401);
  expect(await post({ ...bearer, Origin: 'http://evil.example' })).toBe(403);
  expect(await post({ ...bearer, Host: 'evil.example' })).toBe(421);
  expect(await post({ ...bearer, 'mcp-session-id': 'guessed' })).toBe(404);
});

test.each([
  ['0.0.0.0:7273', 'not loopback'],
  ['example.com:1', 'not loopback'],
  ['99999', 'write a port'],
])('--http %s is wrong usage', async (address, said) => {
  const { status, error } = await run(['mcp', '--http', address]);
  expect([status, error]).toEqual([2, expect.stringContaining(said)]);
});
