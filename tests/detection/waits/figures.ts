// Figures of the judgement of waits: `node tests/detection/waits/figures.ts FIRST_SEED DUMPS`. The rules were made with
// seeds below 1,000 and the thousands from 33,000, 50,000 and 51,000; figures to be reported come from other seeds.
import { describeDump } from '../../../src/core/analysis/waits/judge-waits.ts';
import { judgeStackWaits } from '../../../src/core/analysis/waits/judge-stack-waits.ts';
import type { WaitVerdict } from '../../../src/core/analysis/waits/model.ts';
import type { StackWaits } from '../../../src/core/sample/waits.ts';
import { Random } from '../random.ts';
import { drawHealthy, drawLeak } from './shapes.ts';
import { drawProcess, observe } from './simulate.ts';

export interface Judged {
  readonly name: string;
  readonly waits: StackWaits;
  readonly verdict: WaitVerdict;
}

/** The stacks of one dump, judged; a leak among them is named first. */
export function judgeDump(
  seed: number,
  withLeak: boolean,
): { readonly judged: readonly Judged[]; readonly leakAge: number } {
  const random = new Random(seed);
  let process = drawProcess(random);
  while (withLeak && process.ageMinutes < 185) process = drawProcess(random);
  const leak = withLeak ? drawLeak(process, 180) : undefined;
  const stacks: (readonly [string, StackWaits])[] = leak
    ? [[`leak: ${leak.shape}`, observe(process, leak.goroutines)]]
    : [];
  for (const [name, goroutines] of drawHealthy(process)) stacks.push([name, observe(process, goroutines)]);
  const goroutines = stacks.reduce((sum, [, waits]) => sum + waits.goroutines, 20);
  const dump = describeDump(
    stacks.map(([, waits]) => waits),
    goroutines,
  );
  const newest = process.ageMinutes * process.creations;
  const judged = stacks.map(([name, waits]) => ({ name, waits, verdict: judgeStackWaits(waits, dump, newest) }));
  return { judged, leakAge: leak?.ageMinutes ?? 0 };
}

export interface Figures {
  readonly dumps: number;
  readonly likely: number;
  readonly listed: number;
  readonly first: number;
  readonly healthyLikely: number;
  readonly healthyListed: number;
  readonly misses: readonly string[];
  readonly accused: readonly string[];
}

/** Of a leak that is listed: whether nothing healthy ranks before it. */
function isFirst([leak, ...others]: readonly Judged[]): boolean {
  const rank = ({ verdict: { grade, perMinute, goroutines } }: Judged) =>
    (grade === 'likely' ? 2e9 : grade === 'watch' ? 1e9 : 0) + (perMinute === null ? 0 : 1e6) + goroutines;
  return leak !== undefined && others.every((other) => rank(other) <= rank(leak));
}

export function measure(firstSeed: number, dumps: number): Figures {
  let [likely, listed, first, healthyLikely, healthyListed] = [0, 0, 0, 0, 0];
  const misses: string[] = [];
  const accused: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + dumps; seed++) {
    const { judged, leakAge } = judgeDump(seed, true);
    const { verdict, name } = judged[0]!;
    if (verdict.grade === 'likely') likely++;
    if (verdict.grade !== null) listed++;
    if (verdict.grade !== 'likely')
      misses.push(
        `${seed} ${name} of ${Math.round(leakAge)} min, ${verdict.goroutines}: ${verdict.grade} ${verdict.sentence}`,
      );
    if (verdict.grade !== null && isFirst(judged)) first++;
    const healthy = judgeDump(seed + 500_000, false).judged.filter((one) => one.verdict.grade !== null);
    if (healthy.length > 0) healthyListed++;
    if (healthy.some((one) => one.verdict.grade === 'likely')) healthyLikely++;
    for (const one of healthy)
      accused.push(`${seed + 500_000} ${one.name} ${one.verdict.grade}: ${one.verdict.sentence}`);
  }
  return { dumps, likely, listed, first, healthyLikely, healthyListed, misses, accused };
}

if (process.argv[1]?.endsWith('figures.ts')) {
  const { misses, accused, ...figures } = measure(Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 300));
  process.stdout.write(
    `${misses.slice(0, 40).join('\n')}\n--- accused\n${accused.slice(0, 40).join('\n')}\n${JSON.stringify(figures)}\n`,
  );
}
