// Who holds a lock, and in which circle: programs with one mistake each, and programs that are only busy.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drawTrouble } from '../../src/core/analysis/wait-for/draw.ts';
import { findLockTroubles } from '../../src/core/analysis/wait-for/find-troubles.ts';
import type { LockTrouble } from '../../src/core/analysis/wait-for/model.ts';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import { findGoObstacle, runGo } from './go-tool.ts';
import { cleanFunction, holders } from './lock-holders.ts';

jest.setTimeout(300_000);

const recorded = join(__dirname, 'recorded/locks');
const versions = readdirSync(recorded);
const shapes = versions.flatMap((version) =>
  readdirSync(join(recorded, version)).flatMap((cause) =>
    readdirSync(join(recorded, version, cause)).map((file) => ({ version, cause, file })),
  ),
);

function judge(dump: Uint8Array): readonly LockTrouble[] {
  const read = readProfiles(dump);
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  return findLockTroubles(interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] }));
}

const listHolders = (trouble: LockTrouble | undefined) =>
  (trouble?.edges ?? []).flatMap(({ holder }) => (holder === undefined ? [] : cleanFunction(holder.function))).sort();

const judgeFile = (...path: readonly string[]) => judge(readFileSync(join(recorded, ...path)));

describe('a recorded dump', () => {
  it.each(shapes.filter(({ cause }) => cause !== 'busy'))(
    'of $version shows $cause first: $file',
    ({ version, cause, file }) => {
      const [first] = judgeFile(version, cause, file);
      expect(first?.cause).toBe(cause);
    },
  );

  it.each(shapes.filter(({ cause }) => cause !== 'busy'))(
    'of $version shows who holds what, and closes the circle right: $cause/$file',
    ({ version, cause, file }) => {
      const shape = `${cause}/${file.replace('.txt', '')}`;
      expect(listHolders(judgeFile(version, cause, file)[0])).toEqual([...holders[shape]!].sort());
    },
  );

  it.each(shapes.filter(({ cause }) => cause === 'busy'))('of a busy program claims nothing: $file', (shape) => {
    const troubles = judgeFile(shape.version, shape.cause, shape.file);
    expect(troubles.filter(({ deadlock, grade }) => deadlock || grade !== 'watch')).toEqual([]);
  });

  it.each(versions)('of %s names both who wait in a circle of two, and the queue behind them', (version) => {
    const [trouble] = judgeFile(version, 'lock-order', 'two-types.txt');
    expect(trouble).toMatchObject({ grade: 'proven', deadlock: true, waiting: 6 });
    const holders = trouble!.edges.map(({ holder }) => holder?.function);
    expect([...holders].sort()).toEqual(['main.(*Orders).Close', 'main.(*Stock).Reserve']);
    expect(trouble!.queue).toMatchObject([{ function: 'main.(*Orders).note', count: 4 }]);
    expect(drawTrouble(trouble!).at(-1)).toBe('──which closes the circle');
  });

  it.each(versions)('of %s says that it guesses where names alone close the circle', (version) => {
    const [trouble] = judgeFile(version, 'lock-order', 'closures.txt');
    expect(trouble).toMatchObject({ grade: 'likely', deadlock: true });
    expect(trouble!.evidence).toContain('Names close the circle: that is a guess.');
  });

  it('of which only an excerpt is left is never called a deadlock', () => {
    const text = readFileSync(join(recorded, 'go1.26/lock-order/two-types.txt'), 'utf8');
    const excerpt = text.slice(text.indexOf('\n\n') + 2);
    const troubles = judge(new TextEncoder().encode(excerpt));
    expect(troubles.filter(({ deadlock, grade }) => deadlock || grade === 'proven')).toEqual([]);
  });
});

test('addresses reach neither names nor sentences, and change no fingerprint', () => {
  const text = readFileSync(join(recorded, 'go1.26/lock-order/accounts.txt'), 'utf8');
  const moved = text.replace(
    /0x([0-9a-f]{9,})/g,
    (_, digits: string) => `0x${(Number.parseInt(digits, 16) + 4096).toString(16)}`,
  );
  expect(moved).not.toBe(text);
  const troubles = judge(new TextEncoder().encode(text));
  expect(judge(new TextEncoder().encode(moved))).toEqual(troubles);
  expect(JSON.stringify(troubles)).not.toMatch(/0x[0-9a-f]{4,}|\d{9,}/);
});

const obstacle = findGoObstacle(21);
(obstacle === undefined ? describe : describe.skip)('a program that is run now', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-locks-'));
  const binary = join(folder, 'locks');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = promisify(execFile);

  /** On a busy machine the goroutines may miss one another; the mistake then does not come about. */
  async function findWrong(shape: string): Promise<readonly string[]> {
    const cause = shape.slice(0, shape.indexOf('/'));
    let found: readonly LockTrouble[] = [];
    for (let attempt = 0; attempt < 3 && found[0]?.cause !== cause; attempt++) {
      const { stdout } = await run(binary, [shape], { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 });
      found = judge(stdout);
      if (cause === 'busy') return found.some(({ deadlock }) => deadlock) ? [`${shape}: called a deadlock`] : [];
    }
    if (found[0]?.cause !== cause) return [`${shape}: ${found[0]?.cause ?? 'nothing'}`];
    const named = listHolders(found[0]).join();
    return named === [...holders[shape]!].sort().join() ? [] : [`${shape}: held by ${named}`];
  }

  it.each([
    ['with inlining', []],
    ['without', ['-gcflags=-l']],
  ])('shows its cause and its circle first, %s', async (_, flags) => {
    expect(await runGo(join(__dirname, 'locks'), 'build', '-trimpath', ...flags, '-o', binary, '.')).toBe('');
    const { stdout } = await run(binary);
    const [busy, stuck] = split(stdout.trim().split('\n'), (shape) => shape.startsWith('busy/'));
    expect(stuck.toSorted()).toEqual(Object.keys(holders).toSorted());
    const wrong: string[] = [];
    // Who is stuck takes no time of a processor.
    for (let at = 0; at < stuck.length; at += 12) {
      wrong.push(...(await Promise.all(stuck.slice(at, at + 12).map(findWrong))).flat());
    }
    for (const shape of busy) wrong.push(...(await findWrong(shape)));
    expect(wrong).toEqual([]);
  });
});

function split(all: readonly string[], isFirst: (one: string) => boolean): readonly [string[], string[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
