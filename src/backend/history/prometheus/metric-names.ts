// The series that samples become, as far as they are read again: the names are a contract with whoever writes them, which
// may be a collector on another machine.
import type { Labels } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { FigureName } from '../port.ts';

export const figureMetrics: Readonly<Record<FigureName, string>> = {
  goroutines: 'parked_process_goroutines',
  residentBytes: 'parked_process_resident_memory_bytes',
  heapBytes: 'parked_process_heap_bytes',
  cpuSeconds: 'parked_process_cpu_seconds_total',
  requests: 'parked_process_requests_total',
  memoryLimitBytes: 'parked_process_memory_limit_bytes',
};

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

/** One series a group of goroutines. */
export const groupMetrics: Readonly<Record<ProfileKind, string>> = {
  goroutine: 'parked_goroutines',
  goroutineleak: 'parked_goroutines_leaked',
};

/** The series whose points say when there was a sample. */
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

/** In place of fingerprint, state and function, where groups beyond a bound are summed. */
export const otherName = 'other';

const ownLabels: readonly string[] = [
  'fingerprint',
  'function',
  'state',
  'collector',
  'stack',
  'build',
  'grade',
  'cause',
];

/** The name that a target's label has in series. */
export function spellTargetLabel(name: string): string {
  const taken = ownLabels.includes(name) || name.startsWith('__') || name.startsWith('exported_');
  return taken ? `exported_${name}` : name;
}

/** The target of a series: its labels without those that Parked gave it. */
export function readTargetLabels(labels: Labels): Labels {
  const target: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (name === '__name__' || ownLabels.includes(name)) continue;
    const bare = name.replace(/^exported_/, '');
    target[name !== bare && spellTargetLabel(bare) === name ? bare : name] = value;
  }
  return target;
}
