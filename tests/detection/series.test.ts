// Counts of services elsewhere, a sample a minute of each stack, and leaks with odd samples among them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SuspectTracker } from '../../src/core/analysis/suspects/suspect-tracker.ts';
import type { Suspect } from '../../src/core/analysis/suspects/model.ts';
import { beginMs } from './simulate.ts';
import { makeStack } from './stacks.ts';

interface Row {
  readonly minute: number;
  readonly counts: ReadonlyMap<string, number>;
}

function readSeries(file: string): readonly Row[] {
  const [header = '', ...lines] = readFileSync(join(__dirname, 'series', file), 'utf8')
    .trim()
    .split('\n');
  const names = header.split(',').slice(1);
  return lines.map((line) => {
    const [minute, ...counts] = line.split(',').map(Number);
    return { minute: minute!, counts: new Map(names.map((name, index) => [name, counts[index]!])) };
  });
}

/** Likely suspects after each minute, by the name of their stack. */
function judge(rows: readonly Row[]): ReadonlyMap<string, { readonly minute: number; readonly suspect: Suspect }> {
  const tracker = new SuspectTracker();
  const found = new Map<string, { readonly minute: number; readonly suspect: Suspect }>();
  const names = new Map([...rows[0]!.counts.keys()].map((name) => [makeStack(name).fingerprint, name]));
  for (const { minute, counts } of rows) {
    const groups = [...counts].map(([name, count]) => ({ stack: makeStack(name), labels: {}, count }));
    tracker.push({
      target: { service: 'shop', instance: 'a' },
      kind: 'goroutine',
      atMs: beginMs + minute * 60_000,
      goroutines: groups.reduce((sum, { count }) => sum + count, 0),
      groups: groups.filter(({ count }) => count > 0),
      figures: null,
      tookMs: 0,
      answered: true,
      life: { fromMs: beginMs, startMs: null, build: null },
      restarted: false,
    });
    if (minute % 5 !== 0) continue;
    for (const suspect of tracker.judge().suspects) {
      const name = names.get(suspect.fingerprint)!;
      if (suspect.grade === 'likely' && !found.has(name)) found.set(name, { minute, suspect });
    }
  }
  return found;
}

test.each([
  ['select-after-deploy.csv', 'main.watchConfig', 300],
  ['waitgroup.csv', 'main.joinWorkers', 0],
])('%s: %s is likely within two hours, and nobody else', (file, leak, onset) => {
  const found = judge(readSeries(file));
  expect([...found.keys()]).toEqual([leak]);
  expect(found.get(leak)!.minute - onset).toBeLessThanOrEqual(120);
});

describe('a leak of two a sample is likely after 70 minutes, whatever', () => {
  const leak = (minute: number): number => 10 + 2 * minute;
  test.each<[string, (minute: number) => number]>([
    ['no sample', leak],
    ['one sample twelve higher', (minute) => leak(minute) + (minute === 50 ? 12 : 0)],
    ['a single zero', (minute) => (minute === 50 ? 0 : leak(minute))],
    ['three zeros in a row', (minute) => (minute >= 50 && minute < 53 ? 0 : leak(minute))],
    ['a step down by ten', (minute) => leak(minute) - (minute >= 50 ? 10 : 0)],
    ['a zero at the end', (minute) => (minute === 70 ? 0 : leak(minute))],
    ['three a hundred higher at the end', (minute) => leak(minute) + (minute >= 68 ? 100 : 0)],
  ])('%s is odd', (_, count) => {
    const rows = Array.from({ length: 71 }, (_value, minute) => ({
      minute,
      counts: new Map([['leak', count(minute)]]),
    }));
    expect([...judge(rows).keys()]).toEqual(['leak']);
  });
});
