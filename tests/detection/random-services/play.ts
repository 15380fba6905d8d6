// Plays a drawn service, judges it sample by sample, and returns what was found when.
import { SuspectTracker } from '../../../src/core/analysis/suspects/suspect-tracker.ts';
import type { Suspect } from '../../../src/core/analysis/suspects/model.ts';
import { reachesGrade } from '../../../src/core/analysis/verdict.ts';
import type { Fingerprint } from '../../../src/core/stack/model.ts';
import { beginMs, simulate } from '../simulate.ts';
import { makeStack } from '../stacks.ts';
import { drawService } from './draw-service.ts';
import { drawChart, makePicture } from './picture.ts';

/** An accusation of a stack that does not leak. */
export interface FalseAlarm {
  readonly stack: string;
  readonly afterS: number;
  readonly rule: string;
  readonly confidence: number;
  readonly chart: string;
}

export interface PlayedLeak {
  readonly kind: string;
  readonly onset: string;
  readonly beneath: boolean;
  readonly odd: boolean;
  /** Seconds from the onset to so many leaked goroutines; undefined: never. */
  readonly to20S: number | undefined;
  readonly to60S: number | undefined;
  /** Seconds from the onset to each grade. */
  readonly risingS: number | undefined;
  readonly watchS: number | undefined;
  readonly likelyS: number | undefined;
  /** The rule that first said `likely`. */
  readonly rule: string | undefined;
  /** When it was first `likely`: nothing else stood above it. */
  readonly isFirst: boolean;
  /** Suspects of at least `watch` that are parts of this leak, at the end. */
  readonly suspects: number;
  readonly chart: string;
}

export interface PlayedService {
  readonly seed: number;
  readonly days: number;
  readonly stacks: number;
  readonly traffic: string;
  readonly leak: PlayedLeak | undefined;
  readonly alarms: readonly FalseAlarm[];
  /** The probability of each suspect at each hour of the first 34, which are all that a leaking service has. */
  readonly calls: readonly { readonly confidence: number; readonly leaks: boolean }[];
}

/** Simulated time between two judgements; leaks fast enough for it to matter are sampled as often. */
const judgeEveryS = 300;
const maxCalledS = 34 * 3_600;

/** `maxDays`: how much of its time is played. */
export function playService(seed: number, leaks: boolean, maxDays = Infinity): PlayedService {
  const { plan: whole, leak, traffic } = drawService(seed, leaks);
  const plan = { ...whole, days: Math.min(whole.days, maxDays) };
  const tracker = new SuspectTracker();
  const names = new Map<Fingerprint, string>(plan.stacks.map(({ name }) => [makeStack(name).fingerprint, name]));
  const leaking = new Set(leak?.stacks);
  const pictures = new Map(plan.stacks.map(({ name }) => [name, makePicture(plan.days * 86_400)]));
  const firstS = new Map<string, number>();
  const note = (what: string, atS: number) => void (firstS.has(what) || firstS.set(what, atS));
  const alarms = new Map<string, Omit<FalseAlarm, 'chart'>>();
  const calls: { confidence: number; leaks: boolean }[] = [];
  let calledS = -Infinity;
  let isFirst = false;
  let rule: string | undefined;
  let judgedS = -Infinity;
  let last: readonly Suspect[] = [];
  const beginS = plan.beginS ?? 0;
  for (const sample of simulate(plan, seed)) {
    tracker.push(sample);
    const atS = (sample.atMs - beginMs) / 1_000;
    for (const { stack, count } of sample.groups) pictures.get(names.get(stack.fingerprint)!)?.add(atS - beginS, count);
    if (atS - judgedS < judgeEveryS && atS >= judgedS) continue;
    judgedS = atS;
    last = tracker.judge().suspects;
    const isCalled = atS - calledS >= 3_600 && atS - beginS <= maxCalledS;
    if (isCalled) calledS = atS;
    for (const [rank, suspect] of last.entries()) {
      const name = names.get(suspect.fingerprint) ?? '';
      const isLikely = reachesGrade(suspect.grade, 'likely') && !suspect.once;
      if (isCalled) calls.push({ confidence: suspect.probability, leaks: leaking.has(name) && atS >= leak!.fromS });
      if (leaking.has(name)) {
        if (atS < leak!.fromS) continue;
        if (isLikely && !firstS.has('likely')) {
          isFirst = rank === 0;
          rule = suspect.trend?.rule ?? 'proof';
        }
        for (const grade of ['rising', 'watch', 'likely'] as const) {
          if (reachesGrade(suspect.grade, grade)) note(grade, atS - leak!.fromS);
        }
      } else if (isLikely && !alarms.has(name)) {
        const by = suspect.trend?.rule ?? 'proof';
        alarms.set(name, { stack: name, afterS: atS - beginS, rule: by, confidence: suspect.probability });
      }
    }
  }
  const chartOf = (name: string) => drawChart(pictures.get(name)!);
  return {
    seed,
    days: plan.days,
    stacks: plan.stacks.length,
    traffic,
    leak: leak && {
      kind: leak.arrivals,
      onset: leak.onset,
      beneath: leak.beneath,
      odd: leak.odd.length > 0,
      to20S: sinceOnset(leak.reachedS.get(20), leak.fromS),
      to60S: sinceOnset(leak.reachedS.get(60), leak.fromS),
      risingS: firstS.get('rising'),
      watchS: firstS.get('watch'),
      likelyS: firstS.get('likely'),
      rule,
      isFirst,
      suspects: last.filter((one) => reachesGrade(one.grade, 'watch') && leaking.has(names.get(one.fingerprint) ?? ''))
        .length,
      chart: chartOf('leak'),
    },
    alarms: [...alarms.values()].map((alarm) => ({ ...alarm, chart: chartOf(alarm.stack) })),
    calls,
  };
}

function sinceOnset(atS: number | undefined, fromS: number): number | undefined {
  return atS === undefined ? undefined : atS - fromS;
}
