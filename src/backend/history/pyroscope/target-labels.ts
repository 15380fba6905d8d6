// Finds the Pyroscope series of a target.
import type { Labels } from '../../../core/labels.ts';
import { nameTarget, pyroscopeInstanceNames as instanceNames } from '../../../core/pyroscope-labels.ts';

/** Whether a series is of a target that Parked samples: the same service, and the same process by name or host. */
export function isOfTarget(series: Labels, target: Labels): boolean {
  const named = nameTarget(series);
  const sameService = series['service_name'] === target['service'] || series['service'] === target['service'];
  if (!sameService) return false;
  const wanted = new Set(
    [target['instance'], hostOf(target['instance']), target['pod']].filter((one) => one !== undefined),
  );
  const names = instanceNames.flatMap((name) => series[name] ?? []);
  if (names.length === 0 && named['instance'] === '') return false;
  return [...names, series['service_instance_id'] ?? ''].some(
    (name) => wanted.has(name) || wanted.has(hostOf(name) ?? ''),
  );
}

function hostOf(address: string | undefined): string | undefined {
  return address?.replace(/:\d+$/, '');
}
