// The names of samples in Prometheus series. Writers and readers, perhaps on different machines, must agree on them.
import type { Labels } from '../labels.ts';
import type { FigureName } from './model.ts';

/** The figures of a process by the metrics that carry them. */
export const figureMetrics = {
  goroutines: 'parked_process_goroutines',
  residentBytes: 'parked_process_resident_memory_bytes',
  heapBytes: 'parked_process_heap_bytes',
  cpuSeconds: 'parked_process_cpu_seconds_total',
  requests: 'parked_process_requests_total',
  memoryLimitBytes: 'parked_process_memory_limit_bytes',
} as const satisfies Readonly<Record<FigureName, string>>;

/** Labels that Parked sets itself. A target's own label of that name gets a prefix, as in scraped series. */
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

/** The series name of a target's label. Names with two leading underscores are reserved by the server. */
export function formatTargetLabel(name: string): string {
  return ownLabels.has(name) || name.startsWith('__') || name.startsWith('exported_') ? `exported_${name}` : name;
}

/**
 * The target of a series: its labels without those that Parked added. A Prometheus that scrapes without `honor_labels`
 * puts `exported_` in front of a label that the scrape sets too; then the scrape's own is none of the target.
 */
export function readTargetLabels(labels: Labels): Labels {
  const target: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (name === '__name__' || ownLabels.has(name) || isDisplaced(labels, name)) continue;
    target[name.startsWith('exported_') ? name.slice('exported_'.length) : name] = value;
  }
  return target;
}

/** The labels of a target that a scrape has renamed on this series. */
export function listDisplaced(labels: Labels): readonly string[] {
  return Object.keys(labels).filter((name) => !ownLabels.has(name) && isDisplaced(labels, name));
}

function isDisplaced(labels: Labels, name: string): boolean {
  return !name.startsWith('exported_') && Object.hasOwn(labels, `exported_${name}`);
}
