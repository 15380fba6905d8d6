// The demo's leaks, one for each cause that every version must know: are they named, from a recording of the demo?
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainStack } from '../../src/core/causes/explain.ts';
import { collectFacts } from '../../src/core/causes/facts.ts';
import { causeIds, type CauseId, type SourceText } from '../../src/core/causes/model.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { readSymbol } from '../../src/core/stack/symbol.ts';
import { readInterpreted } from './read.ts';
import { describeScore, findPlace, type Judged } from './score.ts';

const demoDir = join(__dirname, '../../demo');
const recordedDir = join(demoDir, 'recorded');
const leaks = readSwitches();

interface Leak {
  readonly cause: CauseId;
  readonly function: string;
}

/** The demo says of each of its switches which cause it is and in which function the goroutines wait. */
function readSwitches(): Leak[] {
  const packages = join(demoDir, 'service/internal');
  const found: Leak[] = [];
  for (const file of readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.go'),
  )) {
    const text = readFileSync(join(packages, file), 'utf8');
    for (const [, id, place] of text.matchAll(/board\.Add\("([\w-]+)", "([^"]+)"/g)) {
      const cause = causeIds.find((known) => known === id);
      if (cause === undefined) throw new Error(`${file} has the unknown cause ${id}`);
      found.push({ cause, function: readSymbol(`example.com/shop/internal/${place}`).name });
    }
  }
  return found;
}

/** The last profile of a form that was recorded. */
function findProfile(form: string): string {
  const names = readdirSync(recordedDir).filter((name) => name.startsWith(`goroutine-${form}-`));
  const last = names.sort().at(-1);
  if (last === undefined) throw new Error(`${recordedDir} has no ${form}`);
  return join(recordedDir, last);
}

function readSource({ stack }: InterpretedEntry): SourceText | undefined {
  const file = stack.frames[stack.ownFrame]?.raw.file.split('/internal/')[1];
  const path = join(demoDir, 'service/internal', file ?? '');
  return file !== undefined && existsSync(path) ? { text: readFileSync(path, 'utf8'), firstLine: 1 } : undefined;
}

function judge(form: string, withSource: boolean): Judged[] {
  const { entries } = readInterpreted(findProfile(form));
  return leaks.map((leak) => {
    const entry = entries
      .filter(({ stack }) => stack.function === leak.function)
      .sort((a, b) => b.entry.count - a.entry.count)[0];
    if (entry === undefined) throw new Error(`the recorded ${form} has no goroutine in ${leak.function}`);
    const source = withSource ? readSource(entry) : undefined;
    return {
      expected: leak.cause,
      explanation: explainStack(entry.stack, collectFacts(entry, source ? { source } : {})),
    };
  });
}

describe("the demo's leaks", () => {
  it('are there for each cause that has a published share, and more', () => {
    expect(leaks.map(({ cause }) => cause).sort()).toEqual(
      expect.arrayContaining(['forgotten-sender', 'lost-signal', 'orphaned-worker']),
    );
    expect(leaks).toHaveLength(11);
  });

  it.each(['debug0', 'debug2'])('are named among the first three in %s', (form) => {
    const judged = judge(form, false);
    process.stdout.write(`cause accuracy, demo\n  ${describeScore(form, judged)}\n`);
    expect(judged.filter((one) => findPlace(one) < 1 || findPlace(one) > 3)).toEqual([]);
  });

  it.each(['debug0', 'debug2'])('are named first in %s where the source can be read', (form) => {
    const judged = judge(form, true);
    process.stdout.write(`cause accuracy, demo\n  ${describeScore(`${form} with source`, judged)}\n`);
    expect(judged.filter((one) => findPlace(one) !== 1)).toEqual([]);
  });
});
