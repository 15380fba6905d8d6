// What a killed process leaves beside its history file, with flipped bits, cut, overwritten or gone: the write-ahead
// log and its index, or a rollback journal. No reading may throw, hang, or give a number that was never written; and
// what was acknowledged before the first wrong byte of the log is there. A fixed seed, so that a failure comes back.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEngine, TargetHistory } from '../../src/backend/history/port.ts';
import { everything, makeHistoryFile } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { createRandom } from '../fuzz/random.ts';
import { checkpointInPart } from './checkpoint.ts';
import { damage } from './damage.ts';
import { countAt, intervalMs, makeNumberedSample, stacks, startMs, targets } from './numbered-samples.ts';

const rounds = Number(process.env['LOG_FUZZ_ROUNDS'] ?? (process.env['PARKED_TIER'] === 'nightly' ? 2_500 : 25));
const abandon = join(__dirname, 'abandon.ts');
const suffixes = ['', '-wal', '-shm', '-journal'] as const;
/** Some are in blocks by then, some are not. */
const settled = 130;

jest.setTimeout(120_000 + rounds * 1_000);

interface Remains {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Samples, and how long the log was when each was acknowledged. */
  readonly acknowledged: readonly { readonly number: number; readonly bytes: number }[];
}

/**
 * A history whose first samples are settled in the file, and what a process left that went on with it and was
 * killed.
 */
async function leaveRemains(until: string): Promise<Remains> {
  const file = makeHistoryFile();
  try {
    const engine = await file.open();
    for (let number = 0; number < settled; number++) await engine.append(takeSamples(number));
    await engine.close();
    expect(readdirSync(file.folder).sort()).toEqual(['1-shop.db', '1-shop.db.lock']);
    const args = ['--disable-warning=ExperimentalWarning', abandon, file.path, String(settled), until];
    const { signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    const files = suffixes.map((suffix) => file.path + suffix).filter(existsSync);
    return {
      files: new Map(files.map((path) => [path.slice(file.path.length), readFileSync(path)])),
      acknowledged: stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' ').map(Number))
        .map(([number = 0, bytes = 0]) => ({ number, bytes })),
    };
  } finally {
    await file.remove();
  }
}

function takeSamples(number: number) {
  return Array.from({ length: targets }, (_, target) => makeNumberedSample(target, number));
}

interface Found {
  readonly wrong: readonly string[];
  readonly isDamageTold: boolean;
  /** Of all targets. */
  readonly newest: number;
  /** Samples of the target that has the fewest. */
  readonly samples: number;
}

async function readAll(engine: HistoryEngine): Promise<Found> {
  const histories: TargetHistory[] = [];
  const question = { kind: 'goroutine', targets: [], resolution: everything } as const;
  const account = await engine.readRange(question, (history) => histories.push(history), new AbortController().signal);
  const numbers = histories.map(({ timesMs }) => [...timesMs].map((timeMs) => (timeMs - startMs) / intervalMs));
  const isDamageTold = !account.ok || account.value.notices.length > 0;
  return {
    wrong: histories.flatMap((history, index) => findWrong(history, numbers[index] ?? [], isDamageTold)),
    isDamageTold,
    newest: Math.max(-1, ...numbers.flat()),
    samples: histories.length < targets ? 0 : Math.min(...numbers.map(({ length }) => length)),
  };
}

function findWrong(history: TargetHistory, numbers: readonly number[], isDamageTold: boolean): readonly string[] {
  const wrong: string[] = [];
  const seen = new Set<number>();
  for (const [index, number] of numbers.entries()) {
    if (number <= (numbers[index - 1] ?? -1)) wrong.push(`${number} comes after ${numbers[index - 1]}`);
    if (history.samples[index] !== 1) wrong.push(`${number} stands for ${history.samples[index]}`);
    if (history.goroutines.last[index] !== number)
      wrong.push(`${number}: ${history.goroutines.last[index]} goroutines`);
  }
  for (const { stack, counts } of history.series) {
    const name = Number.parseInt(stack.fingerprint, 16);
    seen.add(name);
    for (const [index, number] of numbers.entries()) {
      if (counts.last[index] !== countAt(name, number)) wrong.push(`${name} at ${number}: ${counts.last[index]}`);
    }
  }
  if (isDamageTold) return wrong;
  for (let name = 0; name < stacks; name++) {
    if (!seen.has(name) && numbers.some((number) => countAt(name, number) > 0)) wrong.push(`${name} is missing`);
  }
  return wrong;
}

function isSetAside(folder: string): boolean {
  return readdirSync(folder).some((name) => name.includes('.corrupt-'));
}

/** Opens the files in the folder, reads, continues, and opens them again. Returns the result of the first reading. */
async function live(folder: string, round: string): Promise<Found> {
  const file = makeHistoryFile(folder);
  // Within a day: nothing is downsampled.
  file.nowMs = startMs + 5_002 * intervalMs;
  const engine = await file.open();
  const found = await readAll(engine);
  expect([round, found.wrong]).toEqual([round, []]);
  await engine.append(takeSamples(5_000));
  // Damage that turns out only now sets the file aside, and the next sample begins a new one.
  expect([round, await engine.append(takeSamples(5_001))]).toEqual([round, { outcome: 'kept' }]);
  await engine.maintain();
  expect([round, (await readAll(engine)).wrong]).toEqual([round, []]);
  await engine.close();
  const again = await file.open();
  const after = await readAll(again);
  expect([round, after.wrong]).toEqual([round, []]);
  if (!isSetAside(folder)) expect([round, after.newest]).toEqual([round, 5_001]);
  await again.close();
  return found;
}

/** The expectation of damaged files: either everything before the damage is there, or only that nothing is wrong. */
type Promised = 'what comes before' | 'nothing wrong';

async function tryDamage(
  { files, acknowledged }: Remains,
  promised: Promised,
  prepare = (remains: ReadonlyMap<string, Buffer>, _share: number) => remains,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parked-remains-'));
  const path = join(folder, '1-shop.db');
  const outcomes = { whole: 0, 'with damage told': 0, 'set aside': 0 };
  try {
    for (let round = -1; round < rounds; round++) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      const random = createRandom(round + 1);
      const left = prepare(files, random());
      // First as it was left.
      const { changed, firstWrongByte, what } =
        round < 0 ? { changed: left, firstWrongByte: Infinity, what: 'as it was left' } : damage(left, random);
      for (const [suffix, bytes] of changed) writeFileSync(path + suffix, bytes);
      const { newest, samples, isDamageTold } = await live(folder, `${round}: ${what}`);
      outcomes[isSetAside(folder) ? 'set aside' : isDamageTold ? 'with damage told' : 'whole']++;
      if (promised === 'nothing wrong' && round >= 0) continue;
      const sure = acknowledged.filter(({ bytes }) => bytes <= firstWrongByte).at(-1)?.number ?? settled - 1;
      expect([round, what, newest >= sure, samples >= sure + 1]).toEqual([round, what, true, true]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  process.stdout.write(`${expect.getState().currentTestName ?? ''}: ${counts.join(', ')}\n`);
}

describeWithSqlite(`no wrong count of what a killed process left, damaged in ${rounds} ways`, () => {
  it('a log that nothing was taken over from: all that comes before the damage is there', async () => {
    const remains = await leaveRemains('40');
    expect(remains.files.get('-wal')?.length).toBe(remains.acknowledged.at(-1)?.bytes);
    expect(remains.acknowledged).toHaveLength(40);
    await tryDamage(remains, 'what comes before');
  });

  it('a log that the file was taking over', async () => {
    const remains = await leaveRemains('40');
    await tryDamage(remains, 'nothing wrong', (files, share) => {
      const [file, log] = [files.get('') ?? Buffer.of(), files.get('-wal') ?? Buffer.of()];
      return new Map([...files, ['', checkpointInPart(file, log, share)]]);
    });
  });

  it('a log that the file has taken over', async () => {
    const remains = await leaveRemains('checkpoint');
    expect(remains.files.get('-wal')?.length).toBeGreaterThan(4_000_000);
    await tryDamage(remains, 'nothing wrong');
  });

  it('a rollback journal', async () => {
    const remains = await leaveRemains('journal');
    expect(remains.files.get('-journal')?.length).toBeGreaterThan(4_096);
    expect(remains.files.has('-wal')).toBe(false);
    await tryDamage(remains, 'nothing wrong');
  });
});
