// Compiles and runs the examples of all causes. The code before the fix leaks and is named; the code after it leaves
// nothing.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findLockTroubles } from '../../src/core/analysis/wait-for/find-troubles.ts';
import { explainStack, type Explanation } from '../../src/core/causes/explain.ts';
import { collectFacts } from '../../src/core/causes/facts.ts';
import { causes } from '../../src/core/causes/list.ts';
import { causeIds, type CauseId, type SourceText } from '../../src/core/causes/model.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { needsModules, oldestGo, writeProgram, type Version } from './example-files.ts';
import {
  findGoObstacle,
  findModuleObstacle,
  formatDifferences,
  leakProfileEnvironment,
  runGo,
  runGoWith,
} from './go-tool.ts';
import { readInterpreted } from './read.ts';
import { describeScore, findPlace, type Judged } from './score.ts';

jest.setTimeout(600_000);

/** What main.go of the runner says: `left` goroutines after the mistake was made `times` times. */
interface Outcome {
  readonly times: number;
  readonly left: number;
}

const runFile = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'parked-causes-'));
const obstacle = findGoObstacle(oldestGo);
const records = causeIds.map((id) => causes[id]);
const modules = join(__dirname, 'modules');
const programs = [
  {
    name: 'standard',
    causes: records.filter(({ example }) => !needsModules(example)),
    paths: {},
    missing: obstacle,
  },
  {
    name: 'modules',
    causes: records.filter(({ example }) => needsModules(example)),
    paths: { modules },
    missing: obstacle ?? findModuleObstacle(modules),
  },
];
/** Examples that run at the same time: they mostly wait. */
const atOnce = 6;
/** These need the source line in debug=0. The others are decided by the stack alone. */
const needSource: ReadonlySet<CauseId> = new Set(['orphaned-worker', 'time-after-in-loop']);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function folderOf(program: string, version: Version): string {
  return join(folder, `${program}-${version}`);
}

function profileOf(id: CauseId, version: Version, debug: 0 | 1 | 2): string {
  return join(folder, 'profiles', `${id}-${version}`, `goroutine-debug${debug}`);
}

async function runExample(program: string, id: CauseId, version: Version): Promise<Outcome> {
  const out = join(folder, 'profiles', `${id}-${version}`);
  mkdirSync(out, { recursive: true });
  const { stdout } = await runFile(join(folderOf(program, version), 'run'), [id, out, version], { timeout: 60_000 });
  return JSON.parse(stdout) as Outcome;
}

/** The entry of the leaked goroutines: in the function that the record names, and many. */
function findLeak(id: CauseId, debug: 0 | 1 | 2, times: number): InterpretedEntry | undefined {
  const { waitsIn } = causes[id].example;
  return readInterpreted(profileOf(id, 'before', debug))
    .entries.filter(({ entry, stack }) => entry.count >= times && stack.frames.some(({ name }) => name === waitsIn))
    .sort((a, b) => b.entry.count - a.entry.count)[0];
}

function readSource(program: string, { stack }: InterpretedEntry): SourceText | undefined {
  const file = stack.frames[stack.ownFrame]?.raw.file.replace('example.com/shop/', '');
  const path = join(folderOf(program, 'before'), file ?? '');
  return file !== undefined && existsSync(path) ? { text: readFileSync(path, 'utf8'), firstLine: 1 } : undefined;
}

for (const { name: program, missing } of programs) {
  if (missing === undefined) continue;
  it.skip(`the examples that need ${program} packages compile, leak and are caught (skipped: ${missing})`, () =>
    undefined);
}

const possible = programs.filter(({ missing }) => missing === undefined);
if (possible.length > 0) {
  describe.each(possible)('the examples that need $name packages', ({ name: program, causes: chosen, paths }) => {
    const outcomes = new Map<string, Outcome>();
    const failures: string[] = [];
    const ids = chosen.map(({ id }) => id);

    beforeAll(async () => {
      for (const version of ['before', 'after'] as const) {
        const home = folderOf(program, version);
        writeProgram(home, chosen, version, { runner: join(__dirname, 'runner'), ...paths });
        const environment = version === 'before' ? leakProfileEnvironment() : {};
        const failure = await runGoWith(environment, home, 'build', '-trimpath', '-o', 'run', '.');
        if (failure !== '') failures.push(failure);
      }
      if (failures.length > 0) return;
      for (let first = 0; first < ids.length; first += atOnce) {
        await Promise.all(ids.slice(first, first + atOnce).flatMap((id) => [run(id, 'before'), run(id, 'after')]));
      }
    });

    async function run(id: CauseId, version: Version): Promise<void> {
      outcomes.set(`${id} ${version}`, await runExample(program, id, version));
    }

    it('compile', () => {
      expect(failures).toEqual([]);
    });

    it('are laid out as gofmt does', async () => {
      const folders = chosen.map(({ example }) => example.package);
      expect(await formatDifferences(folderOf(program, 'before'), folders)).toBe('');
      expect(await formatDifferences(folderOf(program, 'after'), folders)).toBe('');
    });

    // Go's own packages only: vetting the others would compile all their modules once more.
    if (program === 'standard') {
      it('pass go vet after; before, it finds the cancel that is thrown away', async () => {
        expect(await runGo(folderOf(program, 'after'), 'vet', './...')).toBe('');
        expect(await runGo(folderOf(program, 'before'), 'vet', './...')).toContain('cancel');
      });
    }

    it.each(ids)('%s leaks before, each time', (id) => {
      const outcome = outcomes.get(`${id} before`);
      expect(outcome?.left).toBeGreaterThanOrEqual(outcome?.times ?? Infinity);
    });

    it.each(ids)('%s leaves nothing after', (id) => {
      expect(outcomes.get(`${id} after`)?.left).toBeLessThanOrEqual(0);
    });

    it.each(ids)('%s looks as its excerpt says', (id) => {
      const { excerpt, example } = causes[id];
      const own = (text: string) =>
        text
          .split('\n')
          .filter((line) => line.startsWith(`example.com/shop/${example.package}.`))
          .map((line) => line.slice(0, line.lastIndexOf('(')));
      const dump = readFileSync(profileOf(id, 'before', 2), 'utf8');
      const [header = ''] = excerpt.split('\n');
      expect(dump).toContain(header.slice(header.indexOf('['), header.indexOf(']')));
      expect(own(dump)).toEqual(expect.arrayContaining(own(excerpt)));
    });

    it.each(ids)(
      '%s is named: among the first three by its stack, first where that decides or the source can be read',
      (id) => {
        const { times } = outcomes.get(`${id} before`) ?? { times: Infinity };
        if (causes[id].example.decidedByDump) {
          expect(findLockTroubles(readInterpreted(profileOf(id, 'before', 2)))[0]?.cause).toBe(id);
          return;
        }
        for (const debug of [0, 2] as const) {
          const leak = findLeak(id, debug, times);
          if (leak === undefined) throw new Error(`no goroutines in ${causes[id].example.waitsIn} in debug=${debug}`);
          const place = findPlace({ expected: id, explanation: explainStack(leak.stack, collectFacts(leak)) });
          expect(place).toBeGreaterThanOrEqual(1);
          expect(place).toBeLessThanOrEqual(debug === 0 && !needSource.has(id) ? 1 : 3);
          const source = readSource(program, leak);
          if (source === undefined) continue;
          expect(explainStack(leak.stack, collectFacts(leak, { source })).cause).toBe(id);
        }
      },
    );

    it('are listed by the leak profile where the record says so', () => {
      const listed = ids.filter((id) => {
        const path = join(folder, 'profiles', `${id}-before`, 'goroutineleak-debug0');
        // Go before 1.26 has no leak profile: then there is nothing to hold the records against.
        if (!existsSync(path)) return causes[id].example.proven;
        return readInterpreted(path).entries.some(({ stack }) =>
          stack.frames.some(({ name }) => name === causes[id].example.waitsIn),
        );
      });
      expect(listed).toEqual(ids.filter((id) => causes[id].example.proven));
    });

    it('print how often the right cause is named', () => {
      const lines: string[] = [];
      for (const debug of [0, 1, 2] as const) {
        for (const read of [false, true]) {
          const judged = ids.map((id): Judged => ({ expected: id, explanation: explain(id, debug, read) }));
          lines.push(describeScore(`debug=${debug}${read ? ' with source' : ''}`, judged));
        }
      }
      process.stdout.write(`cause accuracy, examples with ${program} packages\n  ${lines.join('\n  ')}\n`);
      expect(lines).toHaveLength(6);
    });

    function explain(id: CauseId, debug: 0 | 1 | 2, read: boolean): Explanation {
      const leak = findLeak(id, debug, outcomes.get(`${id} before`)?.times ?? Infinity);
      if (leak === undefined) return { cause: null, also: [], certainty: 0 };
      if (causes[id].example.decidedByDump && debug === 2) {
        const [trouble] = findLockTroubles(readInterpreted(profileOf(id, 'before', 2)));
        return explainStack(leak.stack, { ...collectFacts(leak), lock: trouble?.cause });
      }
      const source = read ? readSource(program, leak) : undefined;
      return explainStack(leak.stack, collectFacts(leak, source === undefined ? {} : { source }));
    }
  });
}
