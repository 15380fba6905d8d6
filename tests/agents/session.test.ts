// An agent finds the demo's leaks: the command as it is started by a client, the protocol's own client, and the
// recording of the demo.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { readAnswer } from '../../src/cli/testing/read-answer.ts';

const projectDir = resolve(__dirname, '../..');
const recorded = join(projectDir, 'demo/recorded');
const service = join(projectDir, 'demo/service');
const maxCalls = 6;
const maxBytes = 8_000;

/** The functions in which the demo's leaks wait, as its README lists them. */
const leaks = [
  ...readFileSync(join(projectDir, 'demo/README.md'), 'utf8').matchAll(/^\| `([a-z][a-z-]+)` +\| `(.+?)`/gm),
].map(([, , name = '']) => name.replace(/\.func1$/, '.func'));

interface Place {
  readonly function: string;
  readonly at: string;
}

interface Suspect extends Place {
  readonly fingerprint: string;
  readonly same_leak?: readonly Place[];
}

let client: Client;
let calls = 0;
let bytes = 0;

async function ask<T>(name: string, args: Readonly<Record<string, unknown>>): Promise<T> {
  const result = (await client.callTool({ name, arguments: { ...args } })) as CallToolResult;
  calls++;
  for (const part of result.content) bytes += part.type === 'text' ? Buffer.byteLength(part.text) : Infinity;
  expect(result.isError).toBeUndefined();
  // It would be the answer a second time.
  expect(result.structuredContent).toBeUndefined();
  return readAnswer(result).document as T;
}

beforeAll(async () => {
  client = new Client({ name: 'session', version: '1' });
  const words = ['mcp', '--allow-dir', recorded, '--allow-dir', service];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [join(projectDir, 'src/executable.ts'), ...words] }),
  );
});
afterAll(() => client.close());

test('an agent finds every leak of the demo and its line in few calls and short answers', async () => {
  expect(leaks.length).toBe(11);
  const series = readdirSync(recorded).filter((name) => name.startsWith('goroutine-debug0-'));
  const { reading, suspects } = await ask<{ reading: string; suspects: readonly Suspect[] }>('read', {
    sources: series,
  });
  const places = suspects.flatMap((one) => [one, ...(one.same_leak ?? [])]);
  const found = leaks.map((name) => places.find((one) => one.function.endsWith(`/${name}`)));
  expect(found.map((one) => one?.at)).toEqual(leaks.map(() => expect.stringMatching(/^\w+\.go:\d+$/) as string));
  expect(places.length).toBe(leaks.length);

  const [worst] = suspects;
  const { frames } = await ask<{ frames: readonly Place[] }>('stack', { reading, fingerprint: worst?.fingerprint });
  expect(frames[0]?.at).toBe('example.com/shop/internal/search/engine.go:60');
  const { functions } = await ask<{ functions: readonly { lines: readonly { parked?: number; code: string }[] }[] }>(
    'source',
    { reading, fingerprint: worst?.fingerprint },
  );
  const parked = functions[0]?.lines.find((line) => line.parked !== undefined);
  expect(parked).toMatchObject({ parked: 1400, code: expect.stringContaining('<-') as string });

  const leak = await ask<{ reading: string; verdicts: readonly { state: string }[] }>('read', {
    sources: ['goroutineleak-debug0-90s.pb.gz'],
  });
  expect(leak.verdicts[0]?.state).toBe('leaking');
  expect(calls).toBeLessThanOrEqual(maxCalls);
  expect(bytes).toBeLessThanOrEqual(maxBytes);
});
