// The names under which samples stand in Prometheus' series: whoever writes them and whoever reads them back, perhaps on
// another machine, must mean the same.
import type { Labels } from '../labels.ts';
import type { FigureName } from './model.ts';

/** The figures of a process and the metrics that carry them. */
export const figureMetrics = {
  goroutines: 'parked_process_goroutines',
  residentBytes: 'parked_process_resident_memory_bytes',
  heapBytes: 'parked_process_heap_bytes',
  cpuSeconds: 'parked_process_cpu_seconds_total',
  requests: 'parked_process_requests_total',
  memoryLimitBytes: 'parked_process_memory_limit_bytes',
} as const satisfies Readonly<Record<FigureName, string>>;

/** Labels that Parked gives itself. A target that has one of that name keeps it with a prefix, as scraped targets do. */
const ownLabels: ReadonlySet<string> = new Set([
  'fingerprint',
  'function',
  'state',
  'collector',
  'stack',
  'build',
  'grade',
  'cause',
]);

/** The name a target's label has in series; names that begin with two underscores are the server's own. */
export function spellTargetLabel(name: string): string {
  return ownLabels.has(name) || name.startsWith('__') || name.startsWith('exported_') ? `exported_${name}` : name;
}

/** The target of a series: its labels without those that Parked gave it. */
export function readTargetLabels(labels: Labels): Labels {
  const target: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (name === '__name__' || ownLabels.has(name)) continue;
    const bare = name.replace(/^exported_/, '');
    target[name !== bare && spellTargetLabel(bare) === name ? bare : name] = value;
  }
  return target;
}

/** In place of fingerprint, function and state, where groups beyond a bound are summed. */
export const otherName = 'other';
