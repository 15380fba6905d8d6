import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPprofServer } from '../backend/testing/pprof-server.ts';
import { run } from './testing/run.ts';

const source = `package main

func worker(jobs chan int, out chan<- int) {
	for job := range jobs {
		out <- job
	}
}

func main() {
}
`;

let folder: string;
let dump: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-list-'));
  dump = join(folder, 'dump.txt');
  mkdirSync(join(folder, 'shop'));
  writeFileSync(join(folder, 'shop', 'main.go'), source);
  const block = (id: number, line: number, state: string) =>
    `goroutine ${id} [${state}]:\nmain.worker(0x1)\n\t/build/shop/main.go:${line} +0x1\n`;
  const blocks = [block(1, 4, 'chan receive'), ...Array.from({ length: 12 }, (_, id) => block(id + 2, 5, 'chan send'))];
  writeFileSync(dump, blocks.join('\n'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const list = (...words: string[]) => run(['list', ...words]);

test('each line of the function stands beside the goroutines parked on it', async () => {
  const { status, out } = await list('main.worker', dump, '--source', folder);
  expect(status).toBe(0);
  expect(out).toBe(`main.worker in /build/shop/main.go: 13 goroutines
 .  3: func worker(jobs chan int, out chan<- int) {
 1  4:     for job := range jobs {  // chan receive 1
12  5:         out <- job  // chan send 12
 .  6:     }
 .  7: }
`);
});

test('without the source the counts are there, and where it was looked for', async () => {
  const { out } = await list('work', dump, '--source', join(folder, 'nowhere'));
  expect(out).toContain('12  5:  // chan send 12\n');
  expect(out).toContain(`The source of main.worker is not below ${join(folder, 'nowhere')}`);
});

test('a profile names no file outside the folder', async () => {
  writeFileSync(join(folder, 'secret.go'), 'geheim\n'.repeat(9));
  for (const path of ['/build/../secret.go', '../secret.go', '..\\secret.go']) {
    writeFileSync(dump, `goroutine 1 [select]:\nmain.worker(0x1)\n\t${path}:5 +0x1\n`);
    expect((await list('main.worker', dump, '--source', join(folder, 'shop'))).out).not.toContain('geheim');
  }
});

test('the document has the fields that scripts rely on', async () => {
  const { out } = await list('main.worker', dump, '--source', folder, '--json');
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    goroutines: 13,
    functions: [
      {
        function: 'main.worker',
        file: '/build/shop/main.go',
        own: true,
        goroutines: 13,
        found: true,
        left: 0,
        lines: [
          { line: 3, count: 0, fingerprint: null },
          { line: 4, count: 1, states: { 'chan receive': 1 } },
          { line: 5, text: '\t\tout <- job', count: 12, states: { 'chan send': 12 } },
          { line: 6 },
          { line: 7 },
        ],
      },
    ],
  });
});

test('the ticket has it in a fence that the source cannot close', async () => {
  writeFileSync(join(folder, 'shop', 'main.go'), source.replace('out <- job', 'out <- "```"'));
  const { out } = await list('main.worker', dump, '--source', folder, '--markdown');
  expect(out).toContain('## `main.worker`: 13 goroutines');
  expect(out).toContain('````go\n');
});

test('filters hold, and nothing found is said', async () => {
  const { status, out } = await list('main.worker', dump, '--state', 'select');
  expect(status).toBe(0);
  expect(out).toContain('No goroutine of');
  expect((await list('(', dump)).status).toBe(2);
  expect((await list('main.worker', join(folder, 'missing'))).status).toBe(1);
});

test('a running program is read as well', async () => {
  const target = await startPprofServer();
  const { out } = await list('main.produce', target.url);
  expect(out).toMatch(/^main\.produce in .*: 30 goroutines\n30 +\d+: +\/\/ chan send 30\n/);
  await target.close();
});
