// How Pyroscope's labels name a target. Reading its store and receiving its clients' pushes use the same rule.
import type { Labels } from './labels.ts';

/** Labels that name one process, the most reliable first. */
export const pyroscopeInstanceNames = ['instance', 'pod', 'hostname', 'host'] as const;

/**
 * Converts labels: `service_name` becomes the service, and the name of the process becomes the instance; empty where
 * no label names it.
 */
export function nameTarget(labels: Labels): Labels {
  const { service_name: service, service_instance_id: id, ...rest } = labels;
  const named = pyroscopeInstanceNames.map((name) => rest[name]).find((value) => value !== undefined && value !== '');
  return {
    ...rest,
    ...(rest['service'] === undefined && service !== undefined ? { service } : {}),
    instance: named ?? id ?? '',
  };
}
