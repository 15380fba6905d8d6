import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCounts } from '../../tests/support/count-text.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { startPprofServer, type PprofServer } from './testing/pprof-server.ts';

const programs = join(__dirname, '../../tests/causes');
const dump = readFileSync(join(programs, 'recorded/locks/go1.27/lock-order/two-types.txt'), 'utf8');

let service: PluginHandler;
let target: PprofServer;
let git: Server;
let folder: string;
let jsonData: object;

beforeEach(async () => {
  [service, target] = await Promise.all([createService(), startPprofServer()]);
  target.set('/debug/pprof/goroutine?debug=0', writeCounts(dump));
  target.set('/debug/pprof/goroutine?debug=2', dump);
  folder = mkdtempSync(join(tmpdir(), 'parked-locks-'));
  git = createServer((request, response) => {
    const name = request.url!.slice(request.url!.lastIndexOf('/') + 1);
    response.end(readFileSync(join(programs, 'locks', name)));
  });
  await new Promise<void>((resolve) => git.listen(0, '127.0.0.1', resolve));
  const raw = `http://127.0.0.1:${(git.address() as AddressInfo).port}/{file}`;
  jsonData = { sourceRaw: raw, dumps: { atOnset: '0' }, ownCode: ['main', 'example.com/shop'] };
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
  git.closeAllConnections();
  await new Promise((resolve) => git.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const ask = (query: object, situation: Situation = {}) =>
  askService(
    service,
    {
      url: target.url,
      role: 'Editor',
      jsonData,
      fromMs: Date.now() - 3_600_000,
      toMs: Date.now(),
      pluginConfig: { history_dir: folder },
      ...situation,
    },
    query,
  );

/** By a dump, as an Editor takes it. */
async function takeDump(): Promise<void> {
  framesOf(await ask({ queryType: 'stacks' }));
  framesOf(await ask({ queryType: 'dump' }));
}

async function readCard(situation: Situation = {}): Promise<Readonly<Record<string, string>>> {
  const [suspect] = rowsOf(framesOf(await ask({ queryType: 'suspects' }, situation))[0]);
  const filter = { fingerprints: [String(suspect?.['fingerprint'])] };
  const [card] = framesOf(await ask({ queryType: 'stack', filter }, situation));
  return Object.fromEntries(rowsOf(card).map((row) => [String(row['part']), String(row['text'])]));
}

test('after a dump the card has a table of who waits for whom, each with a link, and the queue behind', async () => {
  await takeDump();
  const card = await readCard();
  expect(card['Verdict']).toMatch(/^\*\*PROVEN\.\*\*/);
  const [table, ends, queue] = card['Who waits for whom']!.split('\n\n');
  expect(table!.split('\n')).toEqual([
    '| Who waits | for what | held by, or expected of |',
    '| --- | --- | --- |',
    expect.stringMatching(
      /^\| \[`main\.\(\*(\w+)\)\.\w+`\]\(\/d\/parked-stack\?var-ds=uid&var-fingerprint=[0-9a-f]{16}\) order\.go:\d+ \(sync\.Mutex\.Lock\) &ensp;\| the lock of main\.\(\\\*\w+\) &ensp;\| \[`/,
    ),
    expect.stringMatching(/^\| \[`main\./),
  ]);
  expect(ends).toBe('Nobody in it can go on.');
  expect(queue).toContain('Behind it wait:');
  expect(card['Who waits for whom']).toContain('4 × [`main.(*Orders).note`](/d/parked-stack');
});

test('with source at hand the card shows the lines that take both locks and ask for the other', async () => {
  await takeDump();
  const lines = (await readCard())['Lines of the lock']!;
  expect(lines).toMatch(/`order\.go:\d+\s+\w+\.mu\.Lock\(\)\s+\/\/ takes the lock`/);
  expect(lines.match(/takes the lock/g)).toHaveLength(2);
  expect(lines.match(/asks for it/g)).toHaveLength(2);
  expect(await readCard({ role: 'Viewer' })).not.toHaveProperty('Lines of the lock');
});

test('addresses of a dump reach no Viewer, no metrics and no history', async () => {
  const addresses = [...new Set(dump.match(/(?<=0x)[0-9a-f]{8,}/g))];
  expect(addresses.length).toBeGreaterThan(3);
  await takeDump();
  const viewer: Situation = { role: 'Viewer' };
  expect(problemOf(await ask({ queryType: 'dump' }, viewer)).code).toBe('dump_role');
  const seen: string[] = [JSON.stringify(await readCard(viewer)), await service.collectMetrics()];
  for (const queryType of ['stacks', 'suspects', 'verdict', 'trend', 'flamegraph', 'events', 'targets', 'count']) {
    seen.push(JSON.stringify(await ask({ queryType }, viewer)));
  }
  expect(seen.join()).toContain('main.(*Orders)');
  await service.close();
  const stored = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(stored.length).toBeGreaterThan(0);
  for (const file of stored) seen.push(readFileSync(join(file.parentPath, file.name), 'latin1'));
  expect(addresses.filter((one) => seen.some((text) => text.includes(one)))).toEqual([]);
  service = await createService();
});

test('from a routine sample alone nothing is claimed, and the dump that would tell is offered with its pause', async () => {
  const [stacks] = framesOf(await ask({ queryType: 'stacks' }));
  const waiting = rowsOf(stacks).find(({ state }) => state === 'sync.Mutex.Lock');
  const filter = { fingerprints: [String(waiting?.['fingerprint'])] };
  const rows = rowsOf(framesOf(await ask({ queryType: 'stack', filter }))[0]);
  const card = Object.fromEntries(rows.map((row) => [String(row['part']), String(row['text'])]));
  expect(card).not.toHaveProperty('Who waits for whom');
  expect(card['Next step']).toContain('A dump would show who holds the lock. It stops the process for about 1 ms.');
});
