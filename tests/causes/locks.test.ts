// Who holds a lock, and in which circle: programs with one mistake each, and programs that are only busy.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawTrouble } from '../../src/core/analysis/wait-for/draw.ts';
import { findLockTroubles } from '../../src/core/analysis/wait-for/find-troubles.ts';
import type { LockTrouble } from '../../src/core/analysis/wait-for/model.ts';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import { findGoObstacle, runGo } from './go-tool.ts';

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

const judgeFile = (...path: readonly string[]) => judge(readFileSync(join(recorded, ...path)));

describe('a recorded dump', () => {
  it.each(shapes.filter(({ cause }) => cause !== 'busy'))(
    'of $version shows $cause first: $file',
    ({ version, cause, file }) => {
      const [first] = judgeFile(version, cause, file);
      expect(first?.cause).toBe(cause);
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

  /** On a busy machine the goroutines may miss one another; the mistake then does not come about. */
  function runUntil(cause: string, shape: string): string | undefined {
    let named: string | undefined;
    for (let attempt = 0; attempt < 3 && named !== cause; attempt++) {
      named = judge(execFileSync(binary, [`${cause}/${shape}`]))[0]?.cause;
    }
    return named;
  }

  it('shows its cause first, with inlining and without', async () => {
    for (const flags of [[], ['-gcflags=-l']]) {
      expect(await runGo(join(__dirname, 'locks'), 'build', '-trimpath', ...flags, '-o', binary, '.')).toBe('');
      const wrong = shapes
        .filter(({ version, cause }) => version === 'go1.26' && cause !== 'busy')
        .flatMap(({ cause, file }) => {
          const named = runUntil(cause, file.replace('.txt', ''));
          return named === cause ? [] : [`${cause}/${file}: ${named ?? 'nothing'}`];
        });
      expect(wrong).toEqual([]);
    }
  });
});
