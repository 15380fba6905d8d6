// What is taken away from the page is what the command line prints of the same file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/testing/run.ts';
import type { LiveRows } from '../../src/workbench/dumps/messages.ts';
import { judgeDump } from '../../src/workbench/dumps/judge.ts';
import { readDump, type ReadDump } from '../../src/workbench/dumps/read-dump.ts';
import { writeDocument, writeDumpTicket } from '../../src/workbench/dumps/document.ts';

const recorded = join(__dirname, '../../src/backend/testing/recorded');
const path = (name: string) => join(recorded, name);

async function read(name: string): Promise<ReadDump> {
  return readDump(
    (async function* () {
      yield new Uint8Array(readFileSync(path(name)));
    })(),
  );
}

test.each(['goroutine-debug2.txt', 'goroutine-debug1.txt'])(
  'the JSON of %s is what parked report --json prints',
  async (name) => {
    const { out } = await run(['report', '--json', path(name)]);
    const document: unknown = JSON.parse(writeDocument(path(name), await read(name), null));
    expect(document).toEqual(JSON.parse(out));
  },
);

test('the ticket of a dump is what parked report --markdown prints', async () => {
  const name = 'goroutine-debug2.txt';
  const { out } = await run(['report', '--markdown', path(name)]);
  expect(writeDumpTicket(path(name), await read(name))).toBe(out);
});

test('the page suspects what the report suspects, for the same reasons', async () => {
  const dump = await read('goroutine-debug2.txt');
  const { suspects, verdict, causes } = judgeDump('dump', dump);
  const report = JSON.parse(writeDocument('dump', dump, null)) as {
    readonly suspects: readonly { readonly fingerprint: string; readonly evidence: readonly string[] }[];
    readonly verdicts: readonly { readonly sentence: string }[];
  };
  const facts = ({
    fingerprint,
    evidence,
  }: {
    readonly fingerprint: string;
    readonly evidence: readonly string[];
  }) => ({
    fingerprint,
    evidence,
  });
  expect(suspects.map(facts)).toEqual(report.suspects.map(facts));
  expect(verdict?.sentence).toBe(report.verdicts[0]?.sentence);
  expect(causes.size).toBeGreaterThan(0);
});

test('what the server knows of a running process takes the place of what one profile tells', async () => {
  const dump = await read('goroutine-debug2.txt');
  const { suspects } = judgeDump('dump', dump);
  const [first] = suspects;
  if (first === undefined) throw new Error('the dump has no suspect');
  const live: LiveRows = {
    stacks: [],
    suspects: [
      { ...first, grade: 'likely', growthPerMinute: 12.5, sinceMs: 1_700_000_000_000, evidence: ['It grows.'] },
    ],
    verdicts: [],
  };
  const document = JSON.parse(writeDocument('app:6060', dump, live)) as Readonly<Record<string, readonly unknown[]>>;
  expect(document['suspects']).toMatchObject([
    { fingerprint: first.fingerprint, grade: 'likely', growthPerMinute: 12.5, since: '2023-11-14T22:13:20.000Z' },
  ]);
  expect(document['creators']).not.toEqual([]);
});
