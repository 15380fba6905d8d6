// Request coalescing: equal queries in flight share one answer, since during an incident many users open the same
// dashboard. A query that waits too long for its turn fails with `overloaded`.
import { limits } from '../../../core/limits.ts';
import { fail, succeed, type Problem, type Result } from '../../../core/problem.ts';
import { startFlight, type Flight } from '../../flight.ts';
import { createAdmission, type Admission, type Place } from './admission.ts';
import { cancelledProblem } from '../ask.ts';
import { formatAmount } from '../../../core/format.ts';

export interface Question<R> {
  /** Queries with equal keys share an answer; undefined for a query that shares none. */
  readonly key: string | undefined;
  /** Of equal queries that wait, the one with the latest time is answered for all. */
  readonly request: R;
  /** Milliseconds since the epoch. */
  readonly latestMs: number;
  readonly fromAlert: boolean;
  /** The data source of the query. */
  readonly owner: string;
  /** Memory of the waiting query. */
  readonly bytes: number;
  readonly signal: AbortSignal;
  /** How old an answer in flight may be and still be shared, in milliseconds. */
  readonly joinMs: number;
}

interface Coalescer<R, A> {
  /** Fails if all callers cancel or the longest wait is exceeded. Rejects if `answer` rejects. */
  ask(question: Question<R>, answer: Answer<R, A>): Promise<Result<A>>;
}

/** `signal` aborts when all callers have cancelled. */
export type Answer<R, A> = (request: R, signal: AbortSignal, place: Place) => Promise<A>;

/** An answer shared by equal queries. */
interface Turn<R> {
  request: R;
  latestMs: number;
  /** Undefined while it waits for its turn. */
  begunMs: number | undefined;
}

interface Asked<R, A> {
  readonly turn: Turn<R>;
  readonly flight: Flight<A | undefined>;
}

export function createCoalescer<R, A>(
  admission: Admission = createAdmission(),
  maxWaitMs: number = limits.answerQueueTimeout.value,
): Coalescer<R, A> {
  const known = new Map<string, Asked<R, A>>();
  /** One entry per caller. */
  const everyone = new Set<{ readonly turn: Turn<R> }>();
  let heldBytes = 0;

  function start({ key, request, latestMs, fromAlert, owner }: Question<R>, answer: Answer<R, A>): Asked<R, A> {
    const turn: Turn<R> = { request, latestMs, begunMs: undefined };
    const forget = (): void => {
      if (key !== undefined && known.get(key)?.turn === turn) known.delete(key);
    };
    const work = async (signal: AbortSignal): Promise<A | undefined> => {
      // A query that arrives after all callers have cancelled starts a new answer.
      signal.addEventListener('abort', forget, { once: true });
      const place = await admission.enter({ fromAlert, owner, signal });
      if (place === undefined) return undefined;
      try {
        turn.begunMs = performance.now();
        return await answer(turn.request, signal, place);
      } finally {
        place.leave();
        forget();
      }
    };
    const asked = { turn, flight: startFlight(work, 0) };
    if (key !== undefined) known.set(key, asked);
    return asked;
  }

  function find({ key, request, latestMs, joinMs }: Question<R>): Asked<R, A> | undefined {
    const asked = key === undefined ? undefined : known.get(key);
    if (asked === undefined) return undefined;
    const { turn } = asked;
    if (turn.begunMs !== undefined) return performance.now() - turn.begunMs > joinMs ? undefined : asked;
    if (latestMs > turn.latestMs) Object.assign(turn, { request, latestMs });
    return asked;
  }

  function countWaiting(): number {
    return [...everyone].filter(({ turn }) => turn.begunMs === undefined).length;
  }

  return {
    async ask(question, answer) {
      const { signal, bytes } = question;
      if (signal.aborted) return fail(cancelledProblem);
      const isTooMuch = heldBytes + bytes > limits.waitingQuestions.value;
      if (isTooMuch && everyone.size > 0) return fail(describeOverload(countWaiting(), 0));
      const asked = find(question) ?? start(question, answer);
      const gone = new AbortController();
      const leave = (): void => gone.abort();
      const isGone = (): boolean => signal.aborted;
      signal.addEventListener('abort', leave, { once: true });
      const timer = setTimeout(() => {
        if (asked.turn.begunMs === undefined) gone.abort();
      }, maxWaitMs);
      const asker = { turn: asked.turn };
      everyone.add(asker);
      heldBytes += bytes;
      try {
        const answered = await asked.flight.join(gone.signal);
        if (answered !== undefined) return succeed(answered);
        return fail(isGone() ? cancelledProblem : describeOverload(countWaiting(), maxWaitMs));
      } finally {
        everyone.delete(asker);
        heldBytes -= bytes;
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
      }
    },
  };
}

export function describeOverload(waiting: number, maxWaitMs: number): Problem {
  const wait = maxWaitMs > 0 ? `, this one for ${maxWaitMs / 1_000} s` : '';
  return {
    code: 'overloaded',
    status: 503,
    source: 'plugin',
    message:
      `Parked is overloaded: ${formatAmount(waiting, 'query', 'queries')} wait${wait}. Refresh dashboards less ` +
      'often, or share the work among several processes. See docs/scale.',
  };
}
