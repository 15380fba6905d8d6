// Who started what, and who holds the lock: from the dump of a real program that starts goroutines in every usual way.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCreatorTree, type CreatorNode } from '../../src/core/analysis/creators.ts';
import { guessLockHolders } from '../../src/core/analysis/lock-holders.ts';
import { findGoObstacle, findModuleObstacle, runGo } from '../causes/go-tool.ts';
import { readInterpreted } from '../causes/read.ts';

jest.setTimeout(300_000);

const harbour = join(__dirname, 'harbour');
const obstacle = findGoObstacle(25) ?? findModuleObstacle(harbour);

/** `main.unload 4 through sync.(*WaitGroup).Go by closure` */
function format(nodes: readonly CreatorNode[], depth = 0): readonly string[] {
  return nodes.flatMap(({ function: name, started, total, through, proofs, children }) => [
    `${'  '.repeat(depth)}${name} ${started}/${total}${through.length > 0 ? ` through ${through.join(', ')}` : ''} by ${proofs.join(', ')}`,
    ...format(children, depth + 1),
  ]);
}

if (obstacle !== undefined) {
  it.skip(`starters and lock holders of a real program (skipped: ${obstacle})`, () => undefined);
} else {
  describe('a real program', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-starters-'));

    beforeAll(async () => {
      cpSync(harbour, join(folder, 'harbour'), { recursive: true });
      const failure = await runGo(join(folder, 'harbour'), 'build', '-trimpath', '-o', join(folder, 'run'), '.');
      if (failure !== '') throw new Error(failure);
      execFileSync(join(folder, 'run'), [folder]);
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('is attributed to its own functions, through errgroup, WaitGroup.Go and timers', () => {
      const tree = buildCreatorTree(readInterpreted(join(folder, 'goroutine-debug2')));
      expect(format(tree?.roots ?? [])).toEqual([
        'main.main 12/21 by created by',
        '  main.dispatch 5/5 through golang.org/x/sync/errgroup.(*Group).Go by parent',
        '  main.unload 4/4 through sync.(*WaitGroup).Go by closure',
        'main.openPorts 2/4 by created by',
        '  main.servePort 2/2 by created by',
        'main.remind 3/3 through time.goFunc by closure',
      ]);
      expect(tree).toMatchObject({ attributed: 28 });
    });

    it('has no creators in debug=0', () => {
      expect(buildCreatorTree(readInterpreted(join(folder, 'goroutine-debug0')))).toBeUndefined();
    });

    it.each([0, 2])('shows who is likely to hold the locks, in debug=%i', (debug) => {
      const convoys = guessLockHolders([readInterpreted(join(folder, `goroutine-debug${debug}`))]);
      expect(convoys).toMatchObject([
        {
          state: 'sync.Mutex.Lock',
          function: 'main.(*ledger).book',
          waiting: 7,
          holders: [{ sign: 'beyond the lock', count: 1, state: 'chan receive', function: 'main.(*ledger).book' }],
        },
        { function: 'main.cast', waiting: 1, holders: [{ function: 'main.moor', sign: 'same package' }] },
        { function: 'main.moor', waiting: 1, holders: [{ function: 'main.cast', sign: 'same package' }] },
      ]);
      expect(convoys.slice(1).flatMap(({ holders }) => holders.map(({ crossed }) => crossed))).toEqual([true, true]);
    });
  });
}
