// The history engine that stores samples in a local file or in memory. Samples are written one after the other in short
// transactions, and reads run between them. Disk faults become outcomes, so live answers continue.
import { createEvidenceStore } from './evidence-store.ts';
import { compileMatchers } from '../../../core/label-matcher.ts';
import { type Labels, type LabelsKey, targetKey } from '../../../core/labels.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import { isTurnOver, takeTurn } from '../../loop-turns.ts';
import type { AppendOutcome, HistoryEngine, HistoryStatus, KnownTarget, ReadAccount, Sample } from '../port.ts';
import { createBaselineStore } from './baseline-store.ts';
import { createCheckpointStore } from './checkpoint-store.ts';
import type { Catalog, StreamEntry } from './catalog.ts';
import { createConfirmedTime } from './confirmed-time.ts';
import { memoryPath, type Database } from './database.ts';
import { findTarget, keepEarlierSample, keepSample } from './keep-sample.ts';
import { readTargetEvents, writeOnset } from './read-events.ts';
import { readNewestLife, readTargetMoment } from './read-moment.ts';
import { readTarget } from './read-target.ts';
import { isHeadChunkFull, sealHeadChunk } from './seal-chunk.ts';
import { createSession, type OpenSession } from './session.ts';
import { measureUsedBytes, readConfirmedMs } from './upkeep.ts';
import { createUpkeep } from './run-upkeep.ts';
import { createWriteQueue } from './write-queue.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

export interface EmbeddedOptions {
  /** The file, whose folder must exist; undefined for memory. */
  readonly path: string | undefined;
  readonly nowMs: () => number;
  /** Monotonic milliseconds from an arbitrary start. Default: the machine's. */
  readonly monotonicMs?: (() => number) | undefined;
  /** This and `maxBytes` are read on each use, because settings change while the file is open. */
  readonly retentionMs: number;
  readonly maxBytes: number;
  /** Parked's version, which is recorded in the file. */
  readonly version: string;
  /** Delay before a file that failed to open is tried again, in milliseconds. */
  readonly retryMs?: number;
  /** How long an unused file stays open, in milliseconds. */
  readonly idleMs?: number;
  /** Notices that are present from the start. */
  readonly notices?: readonly Notice[];
}

/** Each run downsamples and deletes a little. */
const upkeepEveryMs = minuteMs;

/** Opens the history. If the file cannot be opened, the engine is paused and retries by itself. */
export async function openEmbeddedHistory(options: EmbeddedOptions): Promise<HistoryEngine> {
  const { nowMs } = options;
  const time = createConfirmedTime({ nowMs, monotonicMs: options.monotonicMs ?? (() => performance.now()) });
  const session = createSession({ ...options, onOpen: (db, catalog) => time.startFrom(findConfirmed(db, catalog)) });
  const queue = createWriteQueue(session);
  const upkeep = createUpkeep(session, () => ({ nowMs: nowMs(), confirmedMs: time.read() }), options);
  const notices = () => [...session.notices(), ...time.notices()];
  /** The status at the time when the unused file was closed. */
  let newest: HistoryStatus | undefined;
  await session.open();
  /** Targets whose first sample of a life was dropped. The next stored sample then starts the life. */
  const lostRestarts = new Set<LabelsKey>();
  let upkeptMs = nowMs();

  async function write(jobs: readonly ((open: OpenSession) => void)[]): Promise<AppendOutcome> {
    const outcome = await queue.add(jobs);
    if (Math.abs(nowMs() - upkeptMs) >= upkeepEveryMs) {
      upkeptMs = nowMs();
      void upkeep.run();
    }
    return outcome;
  }

  /** Reads the streams of the wanted targets one by one and yields to other work in between. */
  async function readEach(
    question: Pick<Parameters<HistoryEngine['readRange']>[0], 'kind' | 'targets'>,
    read: (open: OpenSession, stream: StreamEntry) => { readonly samples: number; readonly damaged: number },
    signal: AbortSignal,
  ): Promise<Result<ReadAccount>> {
    const isWanted = compileMatchers(question.targets, 'targets');
    if (!isWanted.ok) return isWanted;
    const account = { targets: 0, samples: 0, damaged: 0 };
    let dataFromMs = Infinity;
    const first = await session.readOpen();
    if (!first.ok) return first;
    account.damaged = first.value.catalog.damaged;
    for (const id of listStreamIds(first.value.catalog, question.kind, isWanted.value)) {
      if (isTurnOver()) await takeTurn();
      signal.throwIfAborted();
      const done = await session.attempt((open) => {
        const stream = open.catalog.streams.get(id);
        if (stream === undefined) return;
        dataFromMs = Math.min(dataFromMs, stream.firstMs);
        const { samples, damaged } = read(open, stream);
        account.damaged += damaged;
        account.samples += samples;
        if (samples > 0) account.targets++;
      });
      if (!done.ok) return done;
    }
    return succeed({
      targets: account.targets,
      samples: account.samples,
      dataFromMs: dataFromMs === Infinity ? null : dataFromMs,
      notices: [...notices(), ...noteDamage(account.damaged)],
    });
  }

  return {
    carries: { frames: true, labels: true },
    append: async (samples) => {
      const outcome = await write(
        samples.map((sample) => (open) => {
          const isLate = lostRestarts.has(targetKey(sample.target));
          keep(open, isLate ? { ...sample, restarted: true } : sample);
        }),
      );
      for (const { target, restarted } of samples) {
        if (outcome.outcome === 'kept') lostRestarts.delete(targetKey(target));
        else if (restarted) lostRestarts.add(targetKey(target));
      }
      return outcome;
    },
    backfill: (samples) =>
      write(
        samples.map((sample) => ({ db, catalog }) => {
          const stream = keepEarlierSample(db, catalog, sample);
          if (isHeadChunkFull(stream)) sealHeadChunk(db, stream);
        }),
      ),
    appendOnset: (onset) =>
      write([
        ({ db, catalog }) => {
          const target = findTarget(db, catalog, onset.target);
          db.run('INSERT INTO onset (target, at_ms, body) VALUES (?, ?, ?)', target.id, onset.atMs, writeOnset(onset));
        },
      ]),
    readLife: async (target) => {
      const read = await session.attempt((open) => readNewestLife(open, target));
      return read.ok ? read.value : undefined;
    },
    listTargets: async (targets) => {
      const isWanted = compileMatchers(targets, 'targets');
      if (!isWanted.ok) return isWanted;
      return session.attempt(({ catalog }) => listTargets(catalog, isWanted.value));
    },
    readRange: (question, visit, signal) =>
      readEach(
        question,
        (open, stream) => {
          const { history, damaged } = readTarget(open, stream, question);
          if (history) visit(history);
          return { samples: history?.samples.reduce((sum, count) => sum + count, 0) ?? 0, damaged };
        },
        signal,
      ),
    readMoment: (question, visit, signal) =>
      readEach(
        question,
        (open, stream) => {
          const { moment, damaged } = readTargetMoment(open, stream, question);
          if (moment) visit(moment);
          return { samples: moment ? 1 : 0, damaged };
        },
        signal,
      ),
    readEvents: async ({ targets, fromMs, toMs }, signal) => {
      const isWanted = compileMatchers(targets, 'targets');
      if (!isWanted.ok) return isWanted;
      signal.throwIfAborted();
      return session.attempt(({ db, catalog }) =>
        [...catalog.targets.values()]
          .filter((target) => isWanted.value(target.labels))
          .flatMap((target) => readTargetEvents(db, target, fromMs, toMs))
          .sort((a, b) => a.atMs - b.atMs),
      );
    },
    baselines: createBaselineStore(session, queue, options),
    evidence: createEvidenceStore(session, queue, options),
    // Memory does not outlive the process.
    checkpoints: options.path === undefined ? undefined : createCheckpointStore(session, queue, options),
    status: () => {
      if (session.isResting() && newest !== undefined) return { ...newest, notices: notices() };
      return (newest = describe(session.current(), session.problem(), notices(), options));
    },
    maintain: () => upkeep.run(),
    close: async () => {
      await queue.finish();
      await upkeep.stop();
      session.close();
    },
  };
}

/** The time that the file stores, or the time of its newest sample, or undefined. */
function findConfirmed(db: Database, catalog: Catalog): number {
  const lastMs = Math.max(...[...catalog.streams.values()].map((stream) => stream.lastMs));
  return readConfirmedMs(db) ?? (Number.isFinite(lastMs) ? lastMs : Infinity);
}

function keep({ db, catalog }: OpenSession, sample: Sample): void {
  const stream = keepSample(db, catalog, sample);
  if (isHeadChunkFull(stream)) sealHeadChunk(db, stream);
}

function listStreamIds(
  catalog: Catalog,
  kind: Sample['kind'],
  isWanted: (labels: Labels) => boolean,
): readonly number[] {
  return [...catalog.targets.values()]
    .filter((target) => isWanted(target.labels))
    .flatMap((target) => target.streams.get(kind)?.id ?? []);
}

function listTargets(catalog: Catalog, isWanted: (labels: Labels) => boolean): readonly KnownTarget[] {
  return [...catalog.targets.values()].flatMap(({ labels, streams }) => {
    const firstMs = Math.min(...[...streams.values()].map((stream) => stream.firstMs));
    const lastMs = Math.max(...[...streams.values()].map((stream) => stream.lastMs));
    return Number.isFinite(firstMs) && isWanted(labels) ? [{ labels, firstMs, lastMs }] : [];
  });
}

function noteDamage(damaged: number): readonly Notice[] {
  if (damaged === 0) return [];
  const pieces = damaged === 1 ? 'One piece' : `${damaged} pieces`;
  return [
    {
      severity: 'warning',
      text:
        `${pieces} of the history could not be read, because the bytes on the disk differ from those that were ` +
        'written. This answer lacks it. The rest is complete.',
    },
  ];
}

function describe(
  open: OpenSession | undefined,
  problem: Problem | undefined,
  notices: readonly Notice[],
  { path, maxBytes }: EmbeddedOptions,
): HistoryStatus {
  const known = open ? listTargets(open.catalog, () => true) : [];
  const dataFromMs = known.reduce((least, { firstMs }) => Math.min(least, firstMs), Infinity);
  return {
    engine: path === undefined || path === memoryPath ? 'memory' : 'embedded',
    state: problem || !open ? 'paused' : open.mode,
    bytes: open ? measureUsedBytes(open.db) : 0,
    maxBytes,
    targets: known.length,
    dataFromMs: dataFromMs === Infinity ? null : dataFromMs,
    notices: problem ? [...notices, { severity: 'warning', text: problem.message }] : notices,
  };
}
