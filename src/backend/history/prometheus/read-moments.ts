// Reads targets at a past time: the newest sample of each.
import { type Labels, targetKey } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { otherName } from '../../../core/stack/other-stack.ts';
import { mapFigures } from '../columns/points.ts';
import type { MomentQuestion, TargetMoment } from '../port.ts';
import { timeMetrics } from './metric-names.ts';
import { select, formatMatchers } from './promql.ts';
import { cutBatches, readBatch } from './read-batch.ts';
import { noteDoubled, type Reading, type ReadingRoom } from './room.ts';
import { plainKey } from './scope.ts';
import type { TargetPoints } from './target-points.ts';
import { visitAll } from './visit-all.ts';

interface Newest {
  readonly target: Labels;
  /** Time of its newest sample in the series. */
  readonly readAtMs: number;
}

export async function readMoments(
  room: ReadingRoom,
  question: MomentQuestion,
  visit: (moment: TargetMoment) => void,
  signal: AbortSignal,
): Promise<Result<Reading>> {
  const newest = await findNewest(room, question, signal);
  if (!newest.ok) return newest;
  const { kind } = question;
  const sum = { targets: 0, samples: 0, firstMs: Infinity, doubled: 0 };
  const { scope, load } = room;
  const shared = { scope, kind, fingerprints: undefined, intervalMs: room.intervalMs() };
  const wanted = newest.value.map(({ target, readAtMs }) => ({ target, fromMs: readAtMs, toMs: readAtMs }));
  // Targets of one service are read together, over the time from the first of their samples to the last.
  const visited = await visitAll(cutBatches(wanted, shared, load), async (batch) => {
    const range = {
      fromMs: Math.min(...batch.map((one) => one.fromMs)),
      toMs: Math.max(...batch.map((one) => one.toMs)),
    };
    const question = { ...shared, wanted: batch, grid: { stepMs: 1_000, endMs: range.toMs }, parts: 'all' } as const;
    const read = await readBatch(room.api, question, load, signal);
    if (!read.ok) return read;
    const names = [...read.value.values()].flatMap(({ groups }) => groups.map((one) => one['fingerprint'] ?? ''));
    const learnt = await room.stacks.learn(names, range, signal);
    if (!learnt.ok) return learnt;
    for (const { target, fromMs } of batch) {
      const points = read.value.get(plainKey(target));
      if (points !== undefined) visitTarget(target, fromMs, points);
    }
    return succeed(undefined);
  });

  function visitTarget(target: Labels, readAtMs: number, { points, groups, lives, doubled }: TargetPoints): void {
    const index = points.timesMs.length - 1;
    const hasOther = groups.some(
      ({ fingerprint }, slot) => fingerprint === otherName && points.counts[slot]!.last[index]! > 0,
    );
    const atMs = points.timesMs[index] ?? readAtMs;
    visit({
      target: room.describeTarget(target, atMs, atMs),
      atMs,
      tookMs: points.tookMs.last[index] ?? NaN,
      goroutines: points.goroutines.last[index] ?? NaN,
      groups: points.counts.flatMap(({ last }, slot) => {
        const count = last[index] ?? 0;
        // A known 0 matters only if the sample has a sum of small groups.
        const isTold = count > 0 || (count === 0 && hasOther);
        return isTold ? [{ stack: room.stacks.find(groups[slot] ?? {}), labels: {}, count }] : [];
      }),
      figures: mapFigures((name) => {
        const value = points.figures[name].last[index] ?? NaN;
        return Number.isNaN(value) ? null : value;
      }),
      life: lives[points.lives[index] ?? 0] ?? { fromMs: atMs, startMs: null, build: null },
    });
    sum.targets++;
    sum.samples++;
    sum.firstMs = Math.min(sum.firstMs, atMs);
    if (doubled > 0) sum.doubled++;
  }

  if (!visited.ok) return visited;
  return succeed({ ...sum, notices: noteDoubled(sum.doubled) });
}

async function findNewest(
  { api, intervalMs, scope }: ReadingRoom,
  { kind, targets, atMs, maxAgeMs }: MomentQuestion,
  signal: AbortSignal,
): Promise<Result<readonly Newest[]>> {
  const conditions = formatMatchers(targets);
  if (!conditions.ok) return conditions;
  if (conditions.value === undefined) return succeed([]);
  // A leak profile appears in the series with the next goroutine sample.
  const lateMs = kind === 'goroutineleak' ? 2 * intervalMs() : 0;
  const refreshed = await scope.refresh();
  if (!refreshed.ok) return refreshed;
  const { text, isWanted } = conditions.value;
  const selector = select([timeMetrics[kind]], text, scope.conditions);
  const rows = await api.instant(`${selector}[${Math.ceil(maxAgeMs + lateMs) + 1}ms]`, atMs + lateMs, signal);
  if (!rows.ok) return rows;
  const newest = new Map<string, Newest>();
  for (const { labels } of rows.value) scope.targetOf(labels);
  for (const { labels, timesMs, values } of rows.value) {
    for (let index = timesMs.length - 1; index >= 0; index--) {
      const readAtMs = timesMs[index] ?? 0;
      const takenMs = kind === 'goroutine' ? readAtMs : Math.round((values[index] ?? 0) * 1_000);
      if (takenMs > atMs) continue;
      if (takenMs < atMs - maxAgeMs) break;
      const target = scope.targetOf(labels);
      if (target === undefined || !isWanted(target)) break;
      const known = newest.get(targetKey(target));
      if (readAtMs > (known?.readAtMs ?? -Infinity)) newest.set(targetKey(target), { target, readAtMs });
      break;
    }
  }
  return succeed([...newest.values()]);
}
