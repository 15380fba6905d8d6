// Waits for history on behalf of answers about now. A server that does not answer must not hold them.
import type { Problem, Result } from '../../core/problem.ts';
import type { HistoryEngine } from './port.ts';
import type { Clock } from './sampler-ports.ts';

/** Undefined if the work takes too long. */
export type WaitNow = <T>(work: Promise<T>, maxMs?: number) => Promise<{ readonly value: T } | undefined>;

/** A healthy server answers sooner. */
const usualMaxMs = 2_000;
/** How often a waiting answer asks whether the server has become unavailable. */
const sliceMs = 500;

/**
 * Waits for a local history without a limit. Waits for a server at most `maxMs`, and not at all once it is known to be
 * unavailable.
 */
export function createWaiter(opening: Promise<Result<HistoryEngine>>, clock: Pick<Clock, 'wait'>): WaitNow {
  return async (work, maxMs = usualMaxMs) => {
    const done = work.then((value) => ({ value }));
    const opened = await opening;
    if (!opened.ok || opened.value.stalled === undefined) return done;
    const { value: engine } = opened;
    for (let leftMs = maxMs; ; leftMs -= sliceMs) {
      const isOver = leftMs <= 0 || engine.stalled?.() !== undefined;
      const [pause, callOff] = isOver ? ([Promise.resolve(undefined), () => undefined] as const) : rest(clock, leftMs);
      const first = await Promise.race([done, pause]);
      callOff();
      if (first !== undefined || isOver) return first;
    }
  };
}

function rest(clock: Pick<Clock, 'wait'>, leftMs: number): readonly [Promise<undefined>, () => void] {
  let callOff: () => void = () => undefined;
  const over = new Promise<undefined>((resolve) => {
    callOff = clock.wait(Math.min(sliceMs, leftMs), () => resolve(undefined));
  });
  return [over, callOff];
}

/** Why history is left out of an answer. */
export function describeLate(engine: HistoryEngine | undefined): Problem {
  const why = engine?.stalled?.()?.message ?? 'It takes longer than an answer about the present may wait.';
  return {
    code: 'history_away',
    status: 503,
    source: 'downstream',
    message: `This answer does not wait for history: ${why}`,
  };
}
