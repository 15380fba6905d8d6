// Writes points to a server that takes Prometheus remote write 1.0: in order, one request at a time, again and again
// while the server is away, in bounded memory.
import type { Problem } from '../../core/problem.ts';
import { hostAndPort } from '../../core/query/settings-url.ts';
import { judgeReply } from './judge-reply.ts';
import { createPointQueue } from './point-queue.ts';
import type { CallServer } from './port.ts';
import type { Point } from './series.ts';
import { encodeWriteRequest, writeHeaders } from './write-request.ts';

export type WriteOutcome =
  | { readonly outcome: 'sent' }
  /** The server has not taken it yet; it is tried on. */
  | { readonly outcome: 'waiting'; readonly problem: Problem | undefined }
  /** Lost: refused, or made room for newer points. */
  | { readonly outcome: 'dropped'; readonly problem: Problem }
  | { readonly outcome: 'late' };

export interface RemoteWriteOptions {
  readonly url: URL;
  readonly call: CallServer;
  readonly nowMs: () => number;
  /** Points that may wait. */
  readonly capacity: number;
  /** Calls back once; returns what calls it off. */
  readonly wait: (delayMs: number, callback: () => void) => () => void;
  /** Told of what is lost; `detail` is what the server said, for the log alone. */
  readonly onDropped?: (points: number, problem: Problem, detail: string) => void;
  readonly pace?: Partial<Pace>;
}

export interface Pace {
  /** How long few points wait for company. */
  readonly gatherMs: number;
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly batch: number;
  readonly timeoutMs: number;
  /** After this long `add` says that its points wait. */
  readonly maxWaitMs: number;
}

/** Prometheus' own. */
const usualPace: Pace = {
  gatherMs: 100,
  firstBackoffMs: 30,
  maxBackoffMs: 5_000,
  batch: 2_000,
  timeoutMs: 30_000,
  maxWaitMs: 5_000,
};

export interface RemoteWriteFigures {
  /** Age of the oldest point that waits, by its own time; 0 when none waits. */
  readonly lagMs: number;
  readonly queued: number;
  readonly sent: number;
  readonly dropped: number;
  readonly retries: number;
  readonly requests: number;
  readonly bytes: number;
  /** Of the last attempt; undefined when it went well. */
  readonly problem: Problem | undefined;
}

export interface RemoteWrite {
  /** Settles when the points are taken or lost, or have waited for a while. Points of one series have to come in order. */
  add(points: readonly Point[]): Promise<WriteOutcome>;
  figures(): RemoteWriteFigures;
  /** Sends what waits, for so long at most; the rest is lost and counted. */
  close(withinMs: number): Promise<void>;
}

interface Waiter {
  readonly from: number;
  readonly to: number;
  readonly settle: (outcome: WriteOutcome) => void;
  lost: Problem | undefined;
}

export function createRemoteWrite(options: RemoteWriteOptions): RemoteWrite {
  const { url, call, nowMs, wait, capacity } = options;
  const pace = { ...usualPace, ...options.pace };
  const host = hostAndPort(url);
  const leaving = new AbortController();
  const waiters = new Set<Waiter>();
  const sum = { sent: 0, dropped: 0, retries: 0, requests: 0, bytes: 0 };
  let problem: Problem | undefined;
  /** The last attempt was in vain, and another one is to come. */
  let isAway = false;
  let running: Promise<void> | undefined;
  let hurry = false;
  let wake: () => void = () => undefined;
  const queue = createPointQueue(capacity, (points) =>
    lose(queue.first - points, queue.first, overflow(host, capacity), ''),
  );

  function lose(from: number, to: number, why: Problem, detail: string): void {
    sum.dropped += to - from;
    for (const waiter of waiters) if (waiter.from < to && waiter.to > from) waiter.lost ??= why;
    options.onDropped?.(to - from, why, detail);
  }

  function settle(): void {
    for (const waiter of waiters) {
      if (waiter.to > queue.first) continue;
      waiter.settle(waiter.lost ? { outcome: 'dropped', problem: waiter.lost } : { outcome: 'sent' });
    }
  }

  /** Ends early when the writer leaves. */
  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (leaving.signal.aborted) return resolve();
      const callOff = wait(delayMs, resolve);
      wake = () => {
        callOff();
        resolve();
      };
    });
  }

  const hasLeft = (): boolean => leaving.signal.aborted;

  async function run(): Promise<void> {
    let backoffMs = 0;
    while (queue.end > queue.first && !leaving.signal.aborted) {
      if (queue.end - queue.first < pace.batch && !hurry && backoffMs === 0) await pause(pace.gatherMs);
      const from = queue.first;
      const points = queue.peek(pace.batch);
      const verdict = await attempt(points);
      if (hasLeft() && verdict.verdict !== 'sent') return;
      isAway = verdict.verdict === 'again';
      switch (verdict.verdict) {
        case 'sent':
          problem = undefined;
          sum.sent += points.length;
          break;
        case 'drop':
          problem = verdict.problem;
          // What has made room meanwhile is counted already.
          lose(Math.max(from, queue.first), from + points.length, verdict.problem, verdict.detail);
          break;
        case 'again':
          problem = verdict.problem;
          sum.retries++;
          backoffMs = Math.min(pace.maxBackoffMs, Math.max(pace.firstBackoffMs, backoffMs * 2));
          await pause(Math.max(backoffMs, verdict.afterMs));
          continue;
      }
      backoffMs = 0;
      queue.advance(from + points.length);
      settle();
    }
  }

  function measureLag(): number {
    const [oldest] = queue.peek(1);
    return oldest === undefined ? 0 : Math.max(0, nowMs() - oldest.atMs);
  }

  async function attempt(points: readonly Point[]) {
    const body = encodeWriteRequest(points);
    sum.requests++;
    sum.bytes += body.length;
    const headers = { ...writeHeaders, 'content-length': String(body.length) };
    const reply = await call({ url, headers, body, timeoutMs: pace.timeoutMs, maxBytes: 1_024 }, leaving.signal);
    return judgeReply(reply, host, nowMs());
  }

  function start(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (queue.end > queue.first && !leaving.signal.aborted) start();
    });
  }

  function add(points: readonly Point[]): Promise<WriteOutcome> {
    if (points.length === 0) return Promise.resolve({ outcome: 'sent' });
    if (leaving.signal.aborted) return Promise.resolve({ outcome: 'dropped', problem: closed(host) });
    const from = queue.end;
    return new Promise((resolve) => {
      const callOff = wait(pace.maxWaitMs, () => waiter.settle({ outcome: 'waiting', problem }));
      const waiter: Waiter = {
        from,
        to: from + points.length,
        settle: (outcome) => {
          callOff();
          waiters.delete(waiter);
          resolve(outcome);
        },
        lost: undefined,
      };
      waiters.add(waiter);
      queue.add(points);
      start();
      // Nobody is kept waiting for a server that is away.
      if (isAway) waiter.settle({ outcome: 'waiting', problem });
      if (hurry || queue.end - queue.first >= pace.batch) wakeGatherer();
    });
  }

  /** A full batch has no reason to wait; a server that is away has. */
  function wakeGatherer(): void {
    if (!isAway) wake();
  }

  async function close(withinMs: number): Promise<void> {
    hurry = true;
    wake();
    let callOff: () => void = () => undefined;
    const deadline = new Promise<void>((resolve) => (callOff = wait(withinMs, resolve)));
    while (running && queue.end > queue.first) {
      const done = await Promise.race([running.then(() => false), deadline.then(() => true)]);
      if (done) break;
    }
    callOff();
    leaving.abort();
    wake();
    await running;
    if (queue.end > queue.first) {
      const { first, end } = queue;
      queue.advance(end);
      lose(first, end, closed(host), '');
    }
    settle();
  }

  return {
    add,
    figures: () => ({ lagMs: measureLag(), queued: queue.end - queue.first, ...sum, problem }),
    close,
  };
}

function overflow(host: string, capacity: number): Problem {
  const message = `${host} has been away for so long that the oldest of the ${capacity} samples that may wait (bounds.remoteWriteQueue) are lost.`;
  return { code: 'write_overflow', status: 502, source: 'downstream', message };
}

function closed(host: string): Problem {
  const message = `Parked stopped before ${host} had taken all samples: the rest is lost.`;
  return { code: 'write_closed', status: 502, source: 'downstream', message };
}
