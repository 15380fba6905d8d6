// Keeps the overview fresh: asks again after every sample, never more often than answers come, and not while nobody
// looks.
import { useEffect, useRef, useState } from 'react';
import type { Matcher } from '../../core/labels.ts';
import type { TimeRange } from './ask.ts';
import { askOverview, type OverviewPart } from './overview.ts';

/** What is shown: the last so many milliseconds, or a range that stays where it is. */
export type Span = { readonly kind: 'last'; readonly ms: number } | ({ readonly kind: 'fixed' } & TimeRange);

export interface LiveState {
  readonly overview: OverviewPart;
  /** A sentence; empty while the server answers. */
  readonly problem: string;
  /** Of the last answer; 0 before it. */
  readonly atMs: number;
}

/** Asking takes at most a third of the time. */
const restFactor = 2;

/** Until there is a line to draw, every sample counts. */
const firstMs = 1_000;

function countSamples({ trend }: OverviewPart): number {
  const [first] = trend?.value.series ?? [];
  return first?.values.filter((value) => value !== null).length ?? 0;
}

export function useOverview(options: {
  readonly enabled: boolean;
  readonly span: Span;
  readonly targets: readonly Matcher[];
  readonly showIgnored: boolean;
  readonly per: readonly string[];
  readonly paused: boolean;
  readonly everyMs: number;
}): LiveState {
  const { enabled, span, targets, showIgnored, per, paused, everyMs } = options;
  const [state, setState] = useState<LiveState>({ overview: {}, problem: '', atMs: 0 });
  const spanKey = JSON.stringify([span, targets]);
  const targetsKey = JSON.stringify([targets, showIgnored, per]);
  const shownTargets = useRef(targetsKey);
  const latest = useRef({ span, targets, showIgnored, per });
  useEffect(() => {
    latest.current = { span, targets, showIgnored, per };
  });

  useEffect(() => {
    if (!enabled) return;
    // What is known of other processes is not shown for these.
    if (shownTargets.current !== targetsKey) setState({ overview: {}, problem: '', atMs: 0 });
    shownTargets.current = targetsKey;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function round(): Promise<void> {
      const startedMs = performance.now();
      let samples = 0;
      try {
        const range = resolveSpan(latest.current.span, Date.now());
        await askOverview(range, latest.current, ending.signal, (part) => {
          samples += countSamples(part);
          setState((before) => ({ overview: { ...before.overview, ...part }, problem: '', atMs: Date.now() }));
        });
      } catch (error) {
        if (ending.signal.aborted) return;
        const problem = error instanceof Error ? error.message : String(error);
        setState((before) => ({ ...before, problem }));
      }
      if (ending.signal.aborted || (paused && latest.current.span.kind === 'last')) return;
      if (latest.current.span.kind === 'fixed') return;
      const tookMs = performance.now() - startedMs;
      timer = setTimeout(next, Math.max(samples < 2 ? Math.min(firstMs, everyMs) : everyMs, tookMs * restFactor));
    }

    function next(): void {
      // A page in the background asks nothing; it catches up when it is looked at.
      if (document.hidden) document.addEventListener('visibilitychange', next, { once: true, signal: ending.signal });
      else void round();
    }

    next();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [enabled, spanKey, targetsKey, paused, everyMs]);

  return state;
}

export function resolveSpan(span: Span, nowMs: number): TimeRange {
  return span.kind === 'fixed' ? { fromMs: span.fromMs, toMs: span.toMs } : { fromMs: nowMs - span.ms, toMs: nowMs };
}
