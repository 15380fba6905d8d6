// Refreshes the overview after every sample, not faster than answers arrive, and only while the page is visible.
import { useEffect, useRef, useState } from 'react';
import type { Matcher } from '../../core/labels.ts';
import { firstSpanMs } from '../../core/query/overview.ts';
import { askFirstPart, type TimeRange } from './ask.ts';
import { askOver, askOverview, type PartialOverview } from './overview.ts';

/** The shown range: the last n milliseconds, or a fixed range. */
export type Span = { readonly kind: 'last'; readonly ms: number } | ({ readonly kind: 'fixed' } & TimeRange);

export interface LiveState {
  readonly overview: PartialOverview;
  /** A sentence if the server does not answer; empty otherwise. */
  readonly problem: string;
  /** Time of the last answer; 0 before the first. */
  readonly atMs: number;
}

/** Requests take at most a third of the time. */
const restFactor = 2;

/** At the start every sample is fetched, until there is a line to draw. */
const firstMs = 1_000;

function countSamples({ trend }: PartialOverview): number {
  const [first] = trend?.value.series ?? [];
  return first?.values.filter((value) => value !== null).length ?? 0;
}

export function useOverview(options: {
  readonly enabled: boolean;
  readonly span: Span;
  readonly targets: readonly Matcher[];
  readonly showIgnored: boolean;
  readonly per: readonly string[];
  /** Nobody chose processes, so `per` is what the server would choose. */
  readonly isEverything: boolean;
  readonly paused: boolean;
  readonly everyMs: number;
}): LiveState {
  const { enabled, span, targets, showIgnored, per, isEverything, paused, everyMs } = options;
  const [state, setState] = useState<LiveState>({ overview: {}, problem: '', atMs: 0 });
  const spanKey = JSON.stringify([span, targets]);
  const targetsKey = JSON.stringify([targets, showIgnored, per]);
  const shownTargets = useRef(targetsKey);
  const isAsked = useRef(false);
  const latest = useRef({ span, targets, showIgnored, per, isEverything });
  useEffect(() => {
    latest.current = { span, targets, showIgnored, per, isEverything };
  });

  useEffect(() => {
    if (!enabled) return;
    // Answers about another choice of processes are not shown.
    if (shownTargets.current !== targetsKey) setState({ overview: {}, problem: '', atMs: 0 });
    shownTargets.current = targetsKey;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function round(): Promise<void> {
      const startedMs = performance.now();
      let samples = 0;
      try {
        const range = resolveSpan(latest.current.span, Date.now());
        const isFirst = !isAsked.current && isFirstQuestion(latest.current);
        isAsked.current = true;
        const ask = isFirst ? askFirstPart : askOver(range, ending.signal);
        await askOverview(latest.current, ask, (part) => {
          if (ending.signal.aborted) return;
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
      // A hidden page sends no requests, and refreshes when it becomes visible.
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

/** The server asked these queries at its start. The browser fetched the answers while it loaded the script. */
function isFirstQuestion(asked: {
  readonly span: Span;
  readonly showIgnored: boolean;
  readonly isEverything: boolean;
}): boolean {
  const { span, showIgnored, isEverything } = asked;
  return isEverything && !showIgnored && span.kind === 'last' && span.ms === firstSpanMs;
}

export function resolveSpan(span: Span, nowMs: number): TimeRange {
  return span.kind === 'fixed' ? { fromMs: span.fromMs, toMs: span.toMs } : { fromMs: nowMs - span.ms, toMs: nowMs };
}
