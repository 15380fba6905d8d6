// The histories of all data sources in use. The first request with a data source's settings opens its history and
// starts sampling. Data sources share nothing.
import { type EvidenceRecorder, openRecorder } from './evidence/recorder.ts';
import { LRUCache } from 'lru-cache';
import type { PastReader } from './pasts/port.ts';
import { type LookBack, openLookBack } from './pasts/look-back.ts';
import { readDumpFacts } from '../../core/analysis/suspects/dump-facts.ts';
import { interpretProfile } from '../../core/stack/interpret.ts';
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
import { createWaiter, describeLate, type WaitNow } from './wait-now.ts';
import { createFolderCleaner } from './clean-folders.ts';
import { interpretations } from '../interpretations.ts';
import { minuteMs } from '../../core/agreed-times.ts';

/** A data source in one revision of its settings. */
export interface AttendedSource {
  readonly orgId: number;
  readonly uid: string;
  /** When the settings were saved, by the clock of the server that saved them. */
  readonly revision: number;
  /** Equal for equal settings, regardless of when they were saved. */
  readonly fingerprint: string;
  readonly sampling: SamplingSettings;
  readonly rules: SampleRules;
  readonly maxBytes: number;
  /** The memory limit of a target in the settings. */
  readonly memoryLimitBytes: number | undefined;
  readonly goroutineLimit: number | undefined;
  /** Bounds of verdicts: memory for current ones, number of targets for past ones. */
  readonly verdicts: { readonly maxBytes: number; readonly maxPastTargets: number };
  readonly source: SampleSource;
  /** `history_dir` of grafana.ini. */
  readonly historyDir: string | undefined;
  /** Longest pause for a dump at an onset, in milliseconds; 0 takes none. */
  readonly maxOnsetPauseMs: number;
  readonly engine: EngineChoice;
  /** Opens servers with earlier data about the targets. */
  openPasts(): Promise<readonly PastReader[]>;
}

/** Selects the history engine of a data source. */
export interface EngineChoice {
  /** Identifies the engine and its settings. Another key means another history. */
  readonly key: string;
  /** `local`: the local place, for engines that need one. */
  open(local: HistoryOptions): Promise<HistoryEngine>;
}

/** Requests end sooner than this, and replicas reload their settings more often. */
const settleMs = minuteMs;
const maxReplaced = 10_000;

interface HistoryRoomOptions extends Pick<HistoryOptions, 'pluginFolder' | 'pluginId' | 'version' | 'inMemory'> {
  readonly clock: Clock;
  readonly observer?: HistoryObserver;
  readonly onBug: (error: unknown) => void;
}

interface HistoryRoom {
  /** Starts the sampler of this data source, keeps it running, or applies newer settings. */
  attend(source: AttendedSource): Past;
  /** Stops sampling, writes what is queued, and closes all files. */
  close(): Promise<void>;
}

interface Attended {
  source: AttendedSource;
  sampler: Sampler | undefined;
  lookBack: Promise<LookBack> | undefined;
  recorder: EvidenceRecorder | undefined;
  readonly engine: Promise<Result<HistoryEngine>>;
  readonly lives: SampleLives;
  readonly waitNow: WaitNow;
  readonly judge: Judge;
  /** Set once the engine is open. */
  opened: HistoryEngine | undefined;
  pastNotices: () => readonly Notice[];
  attendedMs: number;
}

const notOpened: Problem = {
  code: 'no_history',
  status: 500,
  source: 'plugin',
  message:
    'The history could not be opened because of a bug in Parked. The log has the details. Live answers continue.',
};

export function createHistoryRoom(options: HistoryRoomOptions): HistoryRoom {
  const { clock, observer, onBug, pluginFolder, pluginId, version, inMemory } = options;
  const all = new Map<string, Attended>();
  /** Replaced settings with the time of their replacement, by the monotonic clock. */
  const replaced = new LRUCache<string, number>({ max: maxReplaced });
  /** Histories that are closing because new settings store the history elsewhere. */
  const leaving = new Set<Promise<void>>();
  const cleaner = createFolderCleaner(clock, onBug);
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
      offer: async (profiles) => void (await attended.waitNow(offer(attended, profiles))),
      waitNow: attended.waitNow,
      late: () => describeLate(attended.opened),
      judge: (question) => attended.judge.judge(question),
      paceOf: (target) => attended.sampler?.paceOf(target),
    };
  }

  /**
   * If newer settings store the history elsewhere, closes the open one and returns undefined, so that it is opened
   * anew.
   */
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
   * Whether the settings differ and should be applied. Several Grafana servers stamp with their own clocks, and a clock
   * may be set back, so any difference counts. A larger stamp counts at once. Settings that were just replaced may come
   * from requests in flight or from a replica that is not up to date, so they count only if they still arrive after a
   * minute.
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
      waitNow: createWaiter(engine, clock),
      judge: openJudge({
        engine,
        clock,
        rules: () => readRules(attended.source),
        stackRules: () => attended.source.rules,
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
      onDump: (target, profile, atMs) => learnDump(attended, { target, profile, atMs }),
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
      // A user who adds a data source waits for its first verdict.
      firstRoundMs: sampling.intervalMs / 10,
      earlyTurns: 3,
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

  function glance({ sampler, opened, judge }: Attended): HistoryGlance {
    const status = opened?.status();
    return {
      bytes: status?.bytes ?? 0,
      targets: status?.targets ?? 0,
      isPaused: status?.state === 'paused',
      verdictBytes: judge.bytes(),
      ...(sampler?.glance() ?? { sampledTargets: 0, heldBackTargets: 0, inProgress: 0 }),
    };
  }

  /** The location is fixed at the first request. Retention and size follow the settings. */
  async function open(source: AttendedSource, current: () => AttendedSource): Promise<Result<HistoryEngine>> {
    try {
      const { orgId, uid, historyDir } = source;
      const engine = await source.engine.open({
        orgId,
        uid,
        nowMs: clock.nowMs,
        monotonicMs: clock.monotonicMs,
        version,
        historyDir,
        pluginFolder,
        pluginId,
        inMemory,
        onFolder: (folder) => cleaner.watch(folder),
        get retentionMs() {
          return current().sampling.retentionMs;
        },
        get maxBytes() {
          return current().maxBytes;
        },
      });
      return succeed(engine);
    } catch (error) {
      onBug(error);
      return fail(notOpened);
    }
  }

  async function offer(attended: Attended, profiles: readonly OfferedProfile[]): Promise<void> {
    const { sampler } = attended;
    if (!sampler) return;
    await Promise.all(profiles.map((one) => (isDump(one.profile) ? learnDump(attended, one) : sampler.offer(one))));
  }

  /** A dump shows waits and locks. Samples come from debug=0. */
  async function learnDump(
    { judge, source }: Attended,
    { target, profile, atMs }: Pick<OfferedProfile, 'target' | 'profile' | 'atMs'>,
  ): Promise<void> {
    const facts = readDumpFacts(interpretProfile(profile, source.rules, interpretations), atMs);
    if (facts !== undefined) await judge.learnDump(target, facts);
  }

  async function close(): Promise<void> {
    isClosed = true;
    await cleaner.close();
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

const isDump = ({ entries }: OfferedProfile['profile']): boolean => entries.some(({ header }) => header !== undefined);

function readRules({ sampling, memoryLimitBytes, goroutineLimit, verdicts }: AttendedSource): JudgeRules {
  const { intervalMs, enabled } = sampling;
  return { intervalMs, isSampling: enabled, memoryLimitBytes, goroutineLimit, ...verdicts };
}
