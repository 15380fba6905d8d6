// The history of every data source that somebody asks about: opened by the first request that carries its settings,
// sampled from then on, and never shared between data sources.
import { type EvidenceRecorder, openRecorder } from './evidence/recorder.ts';
import { LRUCache } from 'lru-cache';
import type { PastReader } from './pasts/port.ts';
import { type LookBack, openLookBack } from './pasts/look-back.ts';
import { openSampleLives, type SampleLives } from './sample-lives.ts';
import type { UnplacedSample } from '../../core/sample/model.ts';
import { fail, type Notice, type Problem, type Result, succeed } from '../../core/problem.ts';
import type { SamplingSettings } from '../../core/query/settings-sampling.ts';
import { addNotices } from './add-notices.ts';
import { openJudge, type Judge } from './judging/judge.ts';
import type { JudgeRules } from './judging/rules.ts';
import type { HistoryOptions } from './open-history.ts';
import type { OfferedProfile, Past } from './past.ts';
import type { HistoryEngine } from './port.ts';
import type { Clock, SampleSource } from './sampler-ports.ts';
import { createSampler, type Sampler, type SampleRules } from './sampler/sampler.ts';
import type { HistoryGlance, HistoryObserver } from './observer.ts';
import { createFolderTidier } from './tidy-folders.ts';

/** A data source in one revision of its settings. */
export interface AttendedSource {
  readonly orgId: number;
  readonly uid: string;
  /** When the settings were saved, by the clock of the server that saved them. */
  readonly revision: number;
  /** Equal for equal settings, whenever they were saved. */
  readonly fingerprint: string;
  readonly sampling: SamplingSettings;
  readonly rules: SampleRules;
  readonly maxBytes: number;
  /** Of a target, by the settings. */
  readonly memoryLimitBytes: number | undefined;
  readonly goroutineLimit: number | undefined;
  /** What verdicts may take: memory for those of now, targets for those of the past. */
  readonly verdicts: { readonly maxBytes: number; readonly maxPastTargets: number };
  readonly source: SampleSource;
  /** `history_dir` of grafana.ini. */
  readonly historyDir: string | undefined;
  /** A dump that is taken at an onset may stop the process for so long; 0: none is taken. */
  readonly maxOnsetPauseMs: number;
  readonly engine: EngineChoice;
  /** Servers that know the targets from before. */
  openPasts(): Promise<readonly PastReader[]>;
}

/** Which engine keeps the past of a data source. */
export interface EngineChoice {
  /** All that says which and how: another key is another history. */
  readonly key: string;
  /** `local`: the place on this machine, for engines that need one. */
  open(local: HistoryOptions): Promise<HistoryEngine>;
}

/** Requests live no longer than this, and replicas read their settings anew more often. */
const settleMs = 60_000;
const maxReplaced = 10_000;

export interface HistoryRoomOptions extends Pick<HistoryOptions, 'pluginFolder' | 'pluginId' | 'version' | 'inMemory'> {
  readonly clock: Clock;
  readonly observer?: HistoryObserver;
  readonly onBug: (error: unknown) => void;
}

export interface HistoryRoom {
  /** Somebody asks about this data source: its sampler starts, goes on, or takes over newer settings. */
  attend(source: AttendedSource): Past;
  /** Ends sampling, writes what waits, and closes all files. */
  close(): Promise<void>;
}

interface Attended {
  source: AttendedSource;
  sampler: Sampler | undefined;
  lookBack: Promise<LookBack> | undefined;
  recorder: EvidenceRecorder | undefined;
  readonly engine: Promise<Result<HistoryEngine>>;
  readonly lives: SampleLives;
  readonly judge: Judge;
  /** Once it is. */
  opened: HistoryEngine | undefined;
  pastNotices: () => readonly Notice[];
  attendedMs: number;
}

const noSqlite: Problem = {
  code: 'no_history',
  status: 501,
  source: 'plugin',
  message:
    'This Node.js cannot keep a history: it has no SQLite. Run Parked as its own executable, or on Node.js 22.13 or later.',
};

export function createHistoryRoom(options: HistoryRoomOptions): HistoryRoom {
  const { clock, observer, onBug, pluginFolder, pluginId, version, inMemory } = options;
  const all = new Map<string, Attended>();
  /** Settings that others took the place of, and when by the monotonic clock. */
  const replaced = new LRUCache<string, number>({ max: maxReplaced });
  /** Those that close because their settings keep the past elsewhere now. */
  const leaving = new Set<Promise<void>>();
  const tidier = createFolderTidier(clock, onBug);
  observer?.onList(() => [...all.values()].map(glance));
  let isClosed = false;

  function attend(source: AttendedSource): Past {
    const key = JSON.stringify([source.orgId, source.uid]);
    const known = forgetMoved(key, source);
    const attended = known ?? begin(source);
    all.set(key, attended);
    attended.attendedMs = clock.monotonicMs();
    if (!isClosed) keepSampling(attended, source);
    return {
      open: () => attended.engine,
      offer: (profiles) => offer(attended, profiles),
      judge: (question) => attended.judge.judge(question),
      paceOf: (target) => attended.sampler?.paceOf(target),
    };
  }

  /** Undefined also where newer settings keep the past elsewhere: what was open is closed, and begins anew there. */
  function forgetMoved(key: string, source: AttendedSource): Attended | undefined {
    const known = all.get(key);
    if (known === undefined || !isChange(known, source)) return known;
    if (source.engine.key === known.source.engine.key) return known;
    replaced.set(replacedKey(known.source), clock.monotonicMs());
    all.delete(key);
    const closing = closeOne(known).catch(onBug);
    leaving.add(closing);
    void closing.finally(() => leaving.delete(closing));
    return undefined;
  }

  /**
   * Other settings are a change whatever their stamp: several Grafanas stamp with clocks of their own, and one clock may be
   * set back. The larger stamp counts at once. Settings that were replaced a moment ago come from requests that were on
   * their way, or from a replica that has not heard yet: they count again when they still come after a minute.
   */
  function isChange({ source: known }: Attended, source: AttendedSource): boolean {
    if (source.fingerprint === known.fingerprint) return false;
    const replacedMs = replaced.get(replacedKey(source));
    const isLate = replacedMs !== undefined && clock.monotonicMs() - replacedMs < settleMs;
    return source.revision > known.revision || !isLate;
  }

  function replacedKey({ orgId, uid, fingerprint }: AttendedSource): string {
    return JSON.stringify([orgId, uid, fingerprint]);
  }

  function begin(source: AttendedSource): Attended {
    const engine = open(source, () => attended.source).then((opened) => {
      if (!opened.ok) return opened;
      attended.opened = opened.value;
      return succeed(
        addNotices(opened.value, () => [...(attended.sampler?.notices() ?? []), ...attended.pastNotices()]),
      );
    });
    const attended: Attended = {
      source,
      sampler: undefined,
      lookBack: undefined,
      recorder: undefined,
      engine,
      lives: openSampleLives(engine),
      judge: openJudge({
        engine,
        clock,
        rules: () => readRules(attended.source),
        onOnset: (onset) => attended.recorder?.note(onset),
        onBug,
      }),
      opened: undefined,
      pastNotices: () => [],
      attendedMs: 0,
    };
    return attended;
  }

  function keepSampling(attended: Attended, source: AttendedSource): void {
    if (isChange(attended, source)) {
      replaced.set(replacedKey(attended.source), clock.monotonicMs());
      void attended.sampler?.close();
      void attended.lookBack?.then((lookBack) => lookBack.close());
      void attended.recorder?.close();
      attended.sampler = undefined;
      attended.source = source;
    }
    const { sampling } = attended.source;
    if (!sampling.enabled || attended.sampler?.hasEnded() === false) return;
    attended.lookBack = startLookBack(attended);
    attended.recorder = openRecorder({
      engine: attended.engine,
      source: attended.source.source,
      nowMs: clock.nowMs,
      maxPauseMs: attended.source.maxOnsetPauseMs,
      onBug,
    });
    attended.sampler = startSampler(attended);
  }

  async function startLookBack(attended: Attended): Promise<LookBack> {
    const { engine, judge, source } = attended;
    const pasts = await source.openPasts();
    const { retentionMs } = source.sampling;
    const lookBack = openLookBack({ pasts, engine, judge, nowMs: clock.nowMs, retentionMs, onBug });
    attended.pastNotices = () => lookBack.notices();
    return lookBack;
  }

  function startSampler(attended: Attended): Sampler {
    const { sampling, rules, source, memoryLimitBytes } = attended.source;
    return createSampler({
      clock,
      source,
      rules,
      intervalMs: sampling.intervalMs,
      leakProfileMs: sampling.leakProfileMs,
      memoryLimitBytes,
      keep: (sample) => keepSample(attended, sample),
      onMissed: (target) => attended.opened?.noteMissed?.(target),
      onTargets: (targets) => {
        attended.opened?.noteTargets?.(targets);
        void attended.lookBack?.then((lookBack) => lookBack.look(targets)).catch(onBug);
      },
      isWanted: () => clock.monotonicMs() - attended.attendedMs < sampling.idleMs,
      onBug,
    });
  }

  async function keepSample(attended: Attended, unplaced: UnplacedSample): Promise<void> {
    const startedMs = clock.monotonicMs();
    const engine = await attended.engine;
    const sample = await attended.lives.place(unplaced);
    const kept = engine.ok
      ? await engine.value.append([sample])
      : { outcome: 'dropped' as const, problem: engine.problem };
    observer?.onSample(kept.outcome === 'kept' ? 'kept' : kept.problem.code, clock.monotonicMs() - startedMs);
    await attended.judge.push(sample);
  }

  function glance({ sampler, opened }: Attended): HistoryGlance {
    const status = opened?.status();
    return {
      bytes: status?.bytes ?? 0,
      targets: status?.targets ?? 0,
      isPaused: status?.state === 'paused',
      ...(sampler?.glance() ?? { sampledTargets: 0, heldBackTargets: 0, inProgress: 0 }),
    };
  }

  /** Where the file lies is settled at the first request; how long and how much it keeps follows the settings. */
  async function open(source: AttendedSource, current: () => AttendedSource): Promise<Result<HistoryEngine>> {
    try {
      const { orgId, uid, historyDir } = source;
      const engine = await source.engine.open({
        orgId,
        uid,
        nowMs: clock.nowMs,
        version,
        historyDir,
        pluginFolder,
        pluginId,
        inMemory,
        onFolder: (folder) => tidier.watch(folder),
        get retentionMs() {
          return current().sampling.retentionMs;
        },
        get maxBytes() {
          return current().maxBytes;
        },
      });
      return succeed(engine);
    } catch (error) {
      if (!hasNoSqlite(error)) onBug(error);
      return fail(noSqlite);
    }
  }

  async function offer({ sampler }: Attended, profiles: readonly OfferedProfile[]): Promise<void> {
    if (sampler) await Promise.all(profiles.map((profile) => sampler.offer(profile)));
  }

  async function close(): Promise<void> {
    isClosed = true;
    await tidier.close();
    await Promise.all([...all.values()].map(closeOne));
    await Promise.all(leaving);
  }

  async function closeOne({ sampler, lookBack, recorder, judge, engine }: Attended): Promise<void> {
    await sampler?.close();
    await (await lookBack)?.close();
    await recorder?.close();
    await judge.close();
    const opened = await engine;
    if (opened.ok) await opened.value.close();
  }

  return { attend, close };
}

function readRules({ sampling, memoryLimitBytes, goroutineLimit, verdicts }: AttendedSource): JudgeRules {
  const { intervalMs, enabled } = sampling;
  return { intervalMs, isSampling: enabled, memoryLimitBytes, goroutineLimit, ...verdicts };
}

/** Node 20 has none. */
function hasNoSqlite(error: unknown): boolean {
  return error instanceof Error && /unknown built-?in module|node:sqlite/i.test(error.message);
}
