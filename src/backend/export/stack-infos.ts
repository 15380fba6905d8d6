// Series that map a fingerprint to its functions. They are written once per collector and minute, not once per target
// and sample.
import type { Labels } from '../../core/labels.ts';
import type { SampleGroup } from '../../core/sample/model.ts';
import { makeSeries, type Point, type Series } from './series.ts';
import { formatStack } from './stack-text.ts';
import { hourMs, minuteMs } from '../../core/agreed-times.ts';

interface StackInfos {
  /** Returns the points that are due with a sample of these groups. */
  note(groups: readonly SampleGroup[], atMs: number): readonly Point[];
  /** Returns the series of recently seen stacks. */
  live(nowMs: number): Iterable<Series>;
}

/** A stack never changes, and its label is long. Prometheus counts a series as gone after five minutes. */
const everyMs = minuteMs;
/** Longer than any interval between two samples of a target. */
const forgottenMs = 2 * hourMs;

export function createStackInfos(collector: string, externalLabels: Labels): StackInfos {
  const known = new Map<string, { readonly series: Series; writtenMs: number; seenMs: number }>();
  let sweptMs = 0;

  function note(groups: readonly SampleGroup[], atMs: number): readonly Point[] {
    const points: Point[] = [];
    for (const { stack } of groups) {
      let one = known.get(stack.fingerprint);
      if (one === undefined) {
        const labels = { ...externalLabels, fingerprint: stack.fingerprint, collector, stack: formatStack(stack) };
        one = { series: makeSeries('parked_stack_info', labels), writtenMs: -Infinity, seenMs: atMs };
        known.set(stack.fingerprint, one);
      }
      one.seenMs = Math.max(one.seenMs, atMs);
      // Samples of different targets arrive in any order, but the points of a series must ascend.
      if (atMs < one.writtenMs + everyMs) continue;
      one.writtenMs = atMs;
      points.push({ series: one.series, value: 1, atMs });
    }
    sweep(atMs);
    return points;
  }

  function sweep(nowMs: number): void {
    if (Math.abs(nowMs - sweptMs) < everyMs) return;
    sweptMs = nowMs;
    for (const [fingerprint, { seenMs }] of known) if (nowMs - seenMs > forgottenMs) known.delete(fingerprint);
  }

  return {
    note,
    live: (nowMs) =>
      [...known.values()].filter(({ seenMs }) => nowMs - seenMs <= forgottenMs).map(({ series }) => series),
  };
}
