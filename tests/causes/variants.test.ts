// Leaks in other styles than the examples of the records, labelled by their authors: how often is the cause named?
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { explainStack } from '../../src/core/causes/explain.ts';
import { collectFacts } from '../../src/core/causes/facts.ts';
import { causeIds, type SourceText } from '../../src/core/causes/model.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { readSymbol } from '../../src/core/stack/symbol.ts';
import { oldestGo } from './example-files.ts';
import { findGoObstacle, runGo } from './go-tool.ts';
import { readInterpreted } from './read.ts';
import { describeScore, findPlace, type Judged } from './score.ts';

jest.setTimeout(300_000);

const variantsDir = join(__dirname, 'variants');
const obstacle = findGoObstacle(oldestGo);

function readSource({ stack }: InterpretedEntry): SourceText {
  const file = stack.frames[stack.ownFrame]?.raw.file ?? '';
  return { text: readFileSync(join(variantsDir, basename(file)), 'utf8'), firstLine: 1 };
}

function share(judged: readonly Judged[], lastPlace: number): number {
  const right = judged.map(findPlace).filter((place) => place >= 1 && place <= lastPlace);
  return right.length / judged.length;
}

if (obstacle !== undefined) {
  it.skip(`the causes of leaks in other styles are named (skipped: ${obstacle})`, () => undefined);
} else {
  describe('the causes of leaks in other styles', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-variants-'));
    let labels: string[][] = [];

    beforeAll(async () => {
      const program = join(folder, 'depot');
      const failure = await runGo(variantsDir, 'build', '-trimpath', '-o', program, '.');
      if (failure !== '') throw new Error(failure);
      const printed = execFileSync(program, [folder], { encoding: 'utf8' });
      labels = printed
        .trim()
        .split('\n')
        .map((line) => line.split(' '));
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function judge(debug: 0 | 2, withSource: boolean): Judged[] {
      const { entries } = readInterpreted(join(folder, `goroutine-debug${debug}`));
      return labels.map(([label, place = '']) => {
        const expected = causeIds.find((id) => id === label);
        const entry = entries.find(({ stack }) => stack.function === readSymbol(place).name);
        if (expected === undefined || entry === undefined)
          throw new Error(`debug=${debug} has no ${label} in ${place}`);
        const source = withSource ? { source: readSource(entry) } : {};
        return { expected, explanation: explainStack(entry.stack, collectFacts(entry, source)) };
      });
    }

    // The first figures are Parked's own goal, the second those of a stack alone.
    it.each([
      { debug: 0, withSource: true, first: 0.85, three: 0.97 },
      { debug: 2, withSource: true, first: 0.85, three: 0.97 },
      { debug: 0, withSource: false, first: 0.6, three: 0.9 },
      { debug: 2, withSource: false, first: 0.6, three: 0.85 },
    ] as const)(
      'are named often enough in debug=$debug, with source: $withSource',
      ({ debug, withSource, first, three }) => {
        const judged = judge(debug, withSource);
        const title = `debug=${debug}${withSource ? ' with source' : ''}`;
        process.stdout.write(`cause accuracy, other styles\n  ${describeScore(title, judged)}\n`);
        expect(share(judged, 1)).toBeGreaterThanOrEqual(first);
        expect(share(judged, 3)).toBeGreaterThanOrEqual(three);
      },
    );
  });
}
