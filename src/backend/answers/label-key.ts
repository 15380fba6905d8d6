// A label set as a key of a map, whatever the order of its labels.
import type { Labels } from '../../core/labels.ts';

export function labelKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
