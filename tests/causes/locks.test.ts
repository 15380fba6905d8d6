// Who holds a lock, and in which circle: programs with one mistake each, and programs that are only busy.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drawTrouble } from '../../src/core/analysis/wait-for/draw.ts';
import type { LockTrouble } from '../../src/core/analysis/wait-for/model.ts';
import { findGoObstacle, findModuleObstacle, runGo } from './go-tool.ts';
import { causeOf, judgeLocks, listHolders, scoreShape } from './judge-locks.ts';
import { holders, unshown } from './lock-holders.ts';

jest.setTimeout(300_000);

const recorded = join(__dirname, 'recorded/locks');
const versions = readdirSync(recorded);
const run = promisify(execFile);

const shapes = versions.flatMap((version) =>
  readdirSync(join(recorded, version)).flatMap((cause) =>
    readdirSync(join(recorded, version, cause)).map((file) => ({ version, cause, file })),
  ),
);

const judgeFile = (...path: readonly string[]) => judgeLocks(readFileSync(join(recorded, ...path)));

test('every program with a mistake has been recorded, but those whose dump does not show it', () => {
  const recordedShapes = new Set(shapes.map(({ cause, file }) => `${cause}/${file.replace('.txt', '')}`));
  expect(Object.keys(holders).filter((shape) => !recordedShapes.has(shape) && !unshown.has(shape))).toEqual([]);
});

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
    expect(trouble!.evidence).toContain('Only names close the circle, so this is a guess.');
  });

  it('of which only an excerpt is left is never called a deadlock', () => {
    const text = readFileSync(join(recorded, 'go1.26/lock-order/two-types.txt'), 'utf8');
    const excerpt = text.slice(text.indexOf('\n\n') + 2);
    const troubles = judgeLocks(new TextEncoder().encode(excerpt));
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
  const troubles = judgeLocks(new TextEncoder().encode(text));
  expect(judgeLocks(new TextEncoder().encode(moved))).toEqual(troubles);
  expect(JSON.stringify(troubles)).not.toMatch(/0x[0-9a-f]{4,}|\d{9,}/);
});

const withoutGo = findGoObstacle(21);
const modules = [
  { module: 'locks', obstacle: withoutGo },
  { module: 'locks-sync', obstacle: withoutGo ?? findModuleObstacle(join(__dirname, 'locks-sync')) },
];
for (const { module, obstacle } of modules) {
  (obstacle === undefined ? describe : describe.skip)(`a program of ${module} that is run now`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-locks-'));
    const binary = join(folder, 'locks');
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      ['with inlining', []],
      ['without', ['-gcflags=-l']],
    ])('shows its cause and its circle first, %s', async (_, flags) => {
      expect(await runGo(join(__dirname, module), 'build', '-trimpath', ...flags, '-o', binary, '.')).toBe('');
      const { stdout } = await run(binary);
      const programs = stdout.trim().split('\n');
      expect(programs.filter((shape) => causeOf(shape) !== 'busy' && holders[shape] === undefined)).toEqual([]);
      const wrong: string[] = [];
      // They mostly sleep, so a dozen at once is no burden.
      for (let at = 0; at < programs.length; at += 12) {
        const judged = await Promise.all(programs.slice(at, at + 12).map((shape) => findWrong(binary, shape)));
        wrong.push(...judged.flat());
      }
      expect(wrong).toEqual([]);
    });
  });
}

/** On a busy machine the goroutines may miss one another; the mistake then does not come about. */
async function findWrong(binary: string, shape: string): Promise<readonly string[]> {
  let found: readonly LockTrouble[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const { stdout } = await run(binary, [shape], { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 });
    found = judgeLocks(stdout);
    if (causeOf(shape) === 'busy') return found.some(({ deadlock }) => deadlock) ? [`${shape}: called a deadlock`] : [];
    if (unshown.has(shape))
      return found.every(({ cause }) => cause === causeOf(shape)) ? [] : [`${shape}: wrong cause`];
    if (scoreShape(shape, found).circle) return [];
  }
  return [`${shape}: ${found[0]?.cause ?? 'nothing'}, held by ${listHolders(found[0]).join()}`];
}
