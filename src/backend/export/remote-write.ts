// Writes points by Prometheus remote write 1.0: in order, one request at a time, with retries while the server is away,
// in bounded memory.
import { nameBound } from '../../core/bound-titles.ts';
import type { Problem } from '../../core/problem.ts';
import { hostAndPort } from '../../core/query/settings-url.ts';
import type { DiskQueue } from './disk-queue.ts';
import { judgeReply } from './judge-reply.ts';
import { createPointQueue } from './point-queue.ts';
import type { CallServer } from '../server-call.ts';
import type { Point } from './series.ts';
import { encodeWriteRequest, writeHeaders } from './write-request.ts';
import { secondMs } from '../../core/agreed-times.ts';

export type WriteOutcome =
  | { readonly outcome: 'sent' }
  /** The server has not accepted the points yet. Retries continue. */
  | { readonly outcome: 'waiting'; readonly problem: Problem | undefined }
  /** The points are lost: refused, or displaced by newer ones. */
  | { readonly outcome: 'dropped'; readonly problem: Problem }
  | { readonly outcome: 'late' };

export interface RemoteWriteOptions {
  readonly url: URL;
  readonly call: CallServer;
  readonly nowMs: () => number;
  /** Maximum number of queued points. */
  readonly capacity: number;
  /** Calls back once. Returns a function that cancels. */
  readonly wait: (delayMs: number, callback: () => void) => () => void;
  /** Called for lost points. `detail` is the server's message, only for the log. */
  readonly onDropped?: (points: number, problem: Problem, detail: string) => void;
  readonly pace?: Partial<Pace>;
  /** Keeps queued points over a restart. Default: they are kept in memory only. */
  readonly disk?: DiskQueue | undefined;
}

export interface Pace {
  /** How long an incomplete batch waits for more points. */
  readonly gatherMs: number;
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly batch: number;
  readonly timeoutMs: number;
  /** After this time `add` reports that its points are still queued. */
  readonly maxWaitMs: number;
}

/** The values of Prometheus. */
const usualPace: Pace = {
  gatherMs: 100,
  firstBackoffMs: 30,
  maxBackoffMs: 5_000,
  batch: 2_000,
  timeoutMs: 30 * secondMs,
  maxWaitMs: 5_000,
};

export interface RemoteWriteFigures {
  /** Age of the oldest queued point by its timestamp; 0 if the queue is empty. */
  readonly lagMs: number;
  readonly queued: number;
  readonly capacity: number;
  /** Of these, the number that an earlier run left on disk. */
  readonly leftFromBefore: number;
  readonly sent: number;
  readonly dropped: number;
  readonly retries: number;
  readonly requests: number;
  readonly bytes: number;
  /** The problem of the last attempt; undefined if it succeeded. */
  readonly problem: Problem | undefined;
}

export interface RemoteWrite {
  /**
   * Settles when the points were accepted or lost, or after the maximum wait. Points of one series must be added in
   * order.
   */
  add(points: readonly Point[]): Promise<WriteOutcome>;
  figures(): RemoteWriteFigures;
  /** Sends the queued points for at most this long. The rest stays on disk, or is lost and counted. */
  close(withinMs: number): Promise<void>;
}

/** Refused requests until the rest is given up. A server that refuses all points is not asked for each. */
const maxDivisions = 200;

interface Waiter {
  readonly from: number;
  readonly to: number;
  readonly settle: (outcome: WriteOutcome) => void;
  lost: Problem | undefined;
}

export function createRemoteWrite(options: RemoteWriteOptions): RemoteWrite {
  const { url, call, nowMs, wait, capacity, disk } = options;
  const pace = { ...usualPace, ...options.pace };
  const host = hostAndPort(url);
  const leaving = new AbortController();
  const waiters = new Set<Waiter>();
  /** The numbers at which the points of an `add` end, ascending. */
  const ends: number[] = [];
  const sum = { sent: 0, dropped: 0, retries: 0, requests: 0, bytes: 0 };
  let problem: Problem | undefined;
  /** The last attempt failed and will be repeated. */
  let isAway = false;
  let running: Promise<void> | undefined;
  let hurry = false;
  let wake: () => void = () => undefined;
  const queue = createPointQueue(capacity, findEnd, (points) =>
    lose(queue.first - points, queue.first, overflow(host, capacity), ''),
  );

  /** Forgets the ends of what has left the queue. */
  function dropEnds(): void {
    const first = ends.findIndex((end) => end > queue.first);
    ends.splice(0, first < 0 ? ends.length : first);
  }

  function findEnd(number: number): number | undefined {
    dropEnds();
    return ends.find((end) => end > number);
  }

  function lose(from: number, to: number, why: Problem, detail: string): void {
    sum.dropped += to - from;
    for (const waiter of waiters) if (waiter.from < to && waiter.to > from) waiter.lost ??= why;
    options.onDropped?.(to - from, why, detail);
  }

  function loseEarlier(points: number, why: Problem, detail: string): void {
    sum.dropped += points;
    options.onDropped?.(points, why, detail);
  }

  function keep(on: DiskQueue, points: readonly Point[]): void {
    const batch = { points: points.length, atMs: points[0]?.atMs ?? nowMs(), end: queue.end };
    on.append(encodeWriteRequest(points), batch);
    // Points that made room are lost on disk too.
    on.acknowledge(queue.first);
  }

  function settle(): void {
    for (const waiter of waiters) {
      if (waiter.to > queue.first) continue;
      waiter.settle(waiter.lost ? { outcome: 'dropped', problem: waiter.lost } : { outcome: 'sent' });
    }
  }

  /** Ends early when the writer closes. */
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

  /**
   * The oldest points, about `most` of them. Points that were added together go out together: a server takes a request
   * or leaves it, and half a sample would say that the other half were 0.
   */
  function peekSamples(most: number): readonly Point[] {
    dropEnds();
    const end = ends.find((one) => one >= queue.first + most) ?? queue.end;
    return queue.peek(end - queue.first);
  }

  /** Where the last sample of the oldest `count` points begins. */
  const findLastSample = (count: number): number =>
    Math.max(0, (ends.findLast((end) => end < queue.first + count) ?? 0) - queue.first);

  const hasLeft = (): boolean => leaving.signal.aborted;

  async function run(): Promise<void> {
    let backoffMs = 0;
    let most = pace.batch;
    let divisions = 0;
    while (hasWork() && !leaving.signal.aborted) {
      const earlier = disk?.left();
      const isFew = earlier === undefined && queue.end - queue.first < pace.batch;
      if (isFew && !hurry && backoffMs === 0 && most === pace.batch) await pause(pace.gatherMs);
      const from = queue.first;
      const points = earlier === undefined ? peekSamples(most) : [];
      const count = earlier?.points ?? points.length;
      const verdict = await attempt(earlier?.body ?? encodeWriteRequest(points));
      if (hasLeft() && verdict.verdict !== 'sent') return;
      isAway = verdict.verdict === 'again';
      switch (verdict.verdict) {
        case 'sent':
          problem = undefined;
          sum.sent += count;
          most = Math.min(pace.batch, most * 4);
          if (most === pace.batch) divisions = 0;
          break;
        case 'drop':
          // A server may refuse all points of a request for one of them, such as one that another writer overtook.
          if (verdict.isOfSome && earlier === undefined && divisions++ < maxDivisions) {
            const lastSample = findLastSample(points.length);
            most = Math.max(1, Math.min(Math.ceil(points.length / 2), lastSample));
            if (lastSample > 0) continue;
          } else most = pace.batch;
          problem = verdict.problem;
          // Points displaced meanwhile were already counted.
          if (earlier === undefined) {
            lose(Math.max(from, queue.first), from + count, verdict.problem, verdict.detail);
          } else loseEarlier(count, verdict.problem, verdict.detail);
          break;
        case 'again':
          problem = verdict.problem;
          sum.retries++;
          backoffMs = Math.min(pace.maxBackoffMs, Math.max(pace.firstBackoffMs, backoffMs * 2));
          await pause(Math.max(backoffMs, verdict.afterMs));
          continue;
      }
      backoffMs = 0;
      if (earlier !== undefined) {
        disk?.dropLeft();
        continue;
      }
      queue.advance(from + count);
      disk?.acknowledge(queue.first);
      settle();
    }
  }

  const hasWork = (): boolean => queue.end > queue.first || disk?.left() !== undefined;

  function measureLag(): number {
    const oldest = disk?.left() ?? queue.peek(1)[0];
    return oldest === undefined ? 0 : Math.max(0, nowMs() - oldest.atMs);
  }

  async function attempt(body: Uint8Array) {
    sum.requests++;
    sum.bytes += body.length;
    const headers = { ...writeHeaders, 'content-length': String(body.length) };
    const reply = await call({ url, headers, body, timeoutMs: pace.timeoutMs, maxBytes: 1_024 }, leaving.signal);
    return judgeReply(reply, host, nowMs());
  }

  function start(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (hasWork() && !leaving.signal.aborted) start();
    });
  }

  function add(points: readonly Point[]): Promise<WriteOutcome> {
    if (points.length === 0) return Promise.resolve({ outcome: 'sent' });
    if (leaving.signal.aborted) return Promise.resolve({ outcome: 'dropped', problem: closed(host) });
    const from = queue.end;
    return new Promise((resolve) => {
      const callOff = wait(pace.maxWaitMs, () => {
        // The next callers need not wait for a server that is silent.
        isAway = true;
        waiter.settle({ outcome: 'waiting', problem });
      });
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
      ends.push(queue.end);
      if (disk !== undefined) keep(disk, points);
      start();
      // While the server is away, callers do not wait.
      if (isAway) waiter.settle({ outcome: 'waiting', problem });
      if (hurry || queue.end - queue.first >= pace.batch) wakeGatherer();
    });
  }

  /** Wakes for a full batch, unless the server is away. */
  function wakeGatherer(): void {
    if (!isAway) wake();
  }

  async function close(withinMs: number): Promise<void> {
    hurry = true;
    wake();
    let callOff: () => void = () => undefined;
    const deadline = new Promise<void>((resolve) => (callOff = wait(withinMs, resolve)));
    while (running && hasWork()) {
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
      if (disk === undefined || disk.problem() !== undefined) lose(first, end, closed(host), '');
    }
    disk?.close();
    settle();
  }

  if (hasWork()) start();
  return {
    add,
    figures: () => {
      const leftFromBefore = disk?.leftPoints() ?? 0;
      const queued = queue.end - queue.first + leftFromBefore;
      return { lagMs: measureLag(), queued, capacity, leftFromBefore, ...sum, problem: problem ?? disk?.problem() };
    },
    close,
  };
}

function overflow(host: string, capacity: number): Problem {
  const message =
    `${host} has been unavailable for so long that the queue of ${capacity} samples ` +
    `(${nameBound('remoteWriteQueue')}) is full. The oldest samples are lost.`;
  return { code: 'write_overflow', status: 502, source: 'downstream', message };
}

function closed(host: string): Problem {
  const message = `Parked stopped before ${host} had accepted all samples. The rest is lost.`;
  return { code: 'write_closed', status: 502, source: 'downstream', message };
}
