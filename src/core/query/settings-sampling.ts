// Settings about sampling: whether this process samples, how often, and how long samples are kept.
import * as v from 'valibot';
import { dayMs, hourMs, minuteMs, secondMs, usualIdleMs, usualIntervalMs, usualRetentionMs } from '../agreed-times.ts';
import { succeed, type Result } from '../problem.ts';
import { parseDuration } from './duration.ts';
import { definePart } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';

export interface SamplingSettings {
  /** False where another process samples and this one only reads. */
  readonly enabled: boolean;
  /** The shortest time between two samples of a target. */
  readonly intervalMs: number;
  /** Time between two leak profiles of a target; undefined where none are taken. */
  readonly leakProfileMs: number | undefined;
  readonly retentionMs: number;
  /** Sampling stops after this long without a request, since Grafana does not report that a data source was deleted. */
  readonly idleMs: number;
}

const duration = v.nullish(v.string('must be a duration, such as "30s" or "15d".'));

const shape = v.strictObject(
  {
    enabled: v.nullish(v.boolean('must be true or false.'), true),
    interval: duration,
    leakProfile: duration,
    retention: duration,
    idle: duration,
  },
  'must be an object with enabled, interval, leakProfile, retention and idle.',
);

type SamplingShape = v.InferOutput<typeof shape>;

interface Range {
  readonly fallbackMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly allowed: string;
}

const ranges = {
  interval: { fallbackMs: usualIntervalMs, minMs: secondMs, maxMs: hourMs, allowed: 'from 1s to 1h' },
  retention: { fallbackMs: usualRetentionMs, minMs: hourMs, maxMs: 400 * dayMs, allowed: 'from 1h to 400d' },
  idle: { fallbackMs: usualIdleMs, minMs: minuteMs, maxMs: 400 * dayMs, allowed: 'from 1m to 400d' },
  // Each leak profile costs the target a garbage collection.
  leakProfile: { fallbackMs: 0, minMs: hourMs, maxMs: 30 * dayMs, allowed: 'from 1h to 30d, or "off"' },
} as const satisfies Record<string, Range>;

export const samplingPart = definePart({
  entries: { sampling: v.nullish(shape, {}) },
  read({ sampling }): Result<{ readonly sampling: SamplingSettings }> {
    const read = readSampling(sampling);
    return read.ok ? succeed({ sampling: read.value }) : read;
  },
});

/** Forms save an empty text for "no value". */
function readSampling(shape: SamplingShape): Result<SamplingSettings> {
  const interval = readDuration(shape, 'interval');
  if (!interval.ok) return interval;
  const retention = readDuration(shape, 'retention');
  if (!retention.ok) return retention;
  const idle = readDuration(shape, 'idle');
  if (!idle.ok) return idle;
  const leakProfile = readDuration(shape.leakProfile === 'off' ? { ...shape, leakProfile: '' } : shape, 'leakProfile');
  if (!leakProfile.ok) return leakProfile;
  return succeed({
    enabled: shape.enabled,
    intervalMs: interval.value,
    leakProfileMs: leakProfile.value === 0 ? undefined : leakProfile.value,
    retentionMs: retention.value,
    idleMs: idle.value,
  });
}

function readDuration(shape: SamplingShape, key: keyof typeof ranges): Result<number> {
  const { fallbackMs, minMs, maxMs, allowed } = ranges[key];
  const text = shape[key] ?? '';
  if (text === '') return succeed(fallbackMs);
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs >= minMs && durationMs <= maxMs) return succeed(durationMs);
  return failSetting(`sampling.${key}`, `sampling.${key} must be a duration ${allowed}.`);
}
