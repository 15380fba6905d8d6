// Maps a Pyroscope series to its target.
import type { Labels } from '../../../core/labels.ts';

/** Labels that name one process, the most reliable first. */
const instanceNames = ['instance', 'pod', 'hostname', 'host'] as const;

/** Converts labels: `service_name` becomes the service, and the name of the process becomes the instance. */
export function nameTarget(labels: Labels): Labels {
  const { service_name: service, service_instance_id: id, ...rest } = labels;
  const named = instanceNames.map((name) => rest[name]).find((value) => value !== undefined && value !== '');
  return {
    ...rest,
    ...(rest['service'] === undefined && service !== undefined ? { service } : {}),
    instance: named ?? id ?? '',
  };
}

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
