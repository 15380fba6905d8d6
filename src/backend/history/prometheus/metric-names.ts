// Names of the series that history reads back. The names are a contract with the writer, which may be a collector on
// another machine.
import { figureMetrics } from '../../../core/metrics/series-names.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';

export const metrics = {
  goroutines: 'parked_target_goroutines',
  took: 'parked_fetch_duration_seconds',
  restarts: 'parked_target_restarts_total',
  start: 'parked_process_start_time_seconds',
  build: 'parked_process_build_info',
  leakTime: 'parked_leak_profile_timestamp_seconds',
  stack: 'parked_stack_info',
  onset: 'parked_leak_onset',
} as const;

/** One series per group of goroutines. */
export const groupMetrics: Readonly<Record<ProfileKind, string>> = {
  goroutine: 'parked_goroutines',
  goroutineleak: 'parked_goroutines_leaked',
};

/** Series with one point per sample. */
export const timeMetrics: Readonly<Record<ProfileKind, string>> = {
  goroutine: metrics.goroutines,
  goroutineleak: metrics.leakTime,
};

export const lifeMetrics: readonly string[] = [
  metrics.restarts,
  metrics.start,
  metrics.build,
  figureMetrics.cpuSeconds,
];
