// Reads samples from Pyroscope profiles. Each profile is read whole and only once.
import { LRUCache } from 'lru-cache';
import { dayMs } from '../../../core/agreed-times.ts';
import type { Labels } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import { makeSample } from '../../../core/sample/make-sample.ts';
import type { UnplacedSample } from '../../../core/sample/model.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import type { SampleRules } from '../sampler/sampler.ts';
import type { FoundProfile, ProfileSeries, PyroscopeApi, TimeRange } from './api.ts';
import { interpretations } from '../../interpretations.ts';

interface SampleQuestion {
  readonly series: ProfileSeries;
  readonly target: Labels;
  readonly kind: ProfileKind;
  readonly range: TimeRange;
  readonly stepMs: number;
}

export interface SampleReader {
  /**
   * Returns at most `max` profiles of the range, evenly spaced, ascending by time. `of` is the total, at most one per
   * step.
   */
  read(
    question: SampleQuestion,
    max: number,
    signal: AbortSignal,
  ): Promise<Result<{ readonly samples: readonly UnplacedSample[]; readonly of: number }>>;
}

/** The longest range that a default server accepts in one query. */
const maxRangeMs = dayMs;

/**
 * Number of profiles of one target that are read at once. The server works on the next one while this one is
 * interpreted.
 */
const atOnce = 3;

/** Total groups of all cached samples, a few tens of megabytes. */
const maxGroups = 400_000;

export function createSampleReader(api: PyroscopeApi, rules: () => SampleRules): SampleReader {
  const cache = new LRUCache<string, UnplacedSample>({
    maxSize: maxGroups,
    sizeCalculation: ({ groups }) => groups.length + 1,
  });

  async function find(
    { series, range, stepMs }: SampleQuestion,
    signal: AbortSignal,
  ): Promise<Result<readonly FoundProfile[]>> {
    const found: FoundProfile[] = [];
    for (let fromMs = range.fromMs; fromMs <= range.toMs; fromMs += maxRangeMs) {
      const toMs = Math.min(fromMs + maxRangeMs - 1, range.toMs);
      const some = await api.listProfiles(series, { fromMs, toMs }, stepMs, signal);
      if (!some.ok) return some;
      found.push(...some.value);
    }
    return succeed(found);
  }

  async function readOne(
    { series, kind, target }: SampleQuestion,
    found: FoundProfile,
    signal: AbortSignal,
  ): Promise<Result<UnplacedSample>> {
    const known = cache.get(found.id);
    if (known !== undefined) return succeed({ ...known, target });
    const profile = await api.readProfile(series, kind, found, signal);
    if (!profile.ok) return profile;
    const { groupsLimit, ...options } = rules();
    const facts = { target, atMs: found.atMs, maxGroups: groupsLimit };
    const sample = makeSample(interpretProfile(profile.value, options, interpretations), facts);
    cache.set(found.id, sample);
    return succeed(sample);
  }

  return {
    read: async (question, max, signal) => {
      const found = await find(question, signal);
      if (!found.ok) return found;
      const samples: UnplacedSample[] = [];
      const picked = pickEvenly(found.value, max);
      for (let at = 0; at < picked.length; at += atOnce) {
        const read = await Promise.all(picked.slice(at, at + atOnce).map((one) => readOne(question, one, signal)));
        for (const one of read) {
          if (!one.ok) return one;
          samples.push(one.value);
        }
      }
      return succeed({ samples, of: found.value.length });
    },
  };
}

/** Always includes the first and the last. */
function pickEvenly<T>(all: readonly T[], max: number): readonly T[] {
  if (all.length <= max) return all;
  return Array.from({ length: max }, (_, index) => all[Math.round((index * (all.length - 1)) / (max - 1))]!);
}
