// Finds the services whose series a server can add up: each series is of one target of the data source, and no target
// has two.
import { type Labels, labelValue } from '../../../core/labels.ts';
import { formatTargetLabel } from '../../../core/metrics/series-names.ts';
import { plainKey, type Scope } from './scope.ts';

export interface ServiceSeries {
  readonly service: string;
  /** The wanted targets. */
  readonly targets: readonly Labels[];
  /** False if the sum of the series would not be that of the targets. */
  readonly isPlain: boolean;
}

/** `listed` are the labels of one series for each way in which a target is written. */
export function listServices(
  listed: readonly Labels[],
  scope: Scope,
  isWanted: (target: Labels) => boolean,
  by: readonly string[],
): readonly ServiceSeries[] {
  const services = new Map<string, { readonly targets: Map<string, Labels>; isPlain: boolean }>();
  const open = (service: string) => {
    const known = services.get(service) ?? { targets: new Map<string, Labels>(), isPlain: service !== '' };
    services.set(service, known);
    return known;
  };
  // A series with more labels may come before one that tells which of them are added.
  for (const labels of listed) scope.targetOf(labels);
  for (const labels of listed) {
    const target = scope.targetOf(labels);
    const written = open(labelValue(labels, 'service'));
    if (target === undefined || !isWanted(target)) {
      written.isPlain = false;
      continue;
    }
    const service = labelValue(target, 'service');
    const own = open(service);
    const isSame = ['service', ...by].every(
      (name) => labelValue(labels, formatTargetLabel(name)) === labelValue(target, name),
    );
    const key = plainKey(target);
    if (!isSame || own.targets.has(key) || scope.listDisplaced(target).some((names) => names.length > 0)) {
      written.isPlain = false;
      own.isPlain = false;
    }
    own.targets.set(key, target);
  }
  return [...services]
    .map(([service, { targets, isPlain }]) => ({ service, targets: [...targets.values()], isPlain }))
    .filter(({ targets }) => targets.length > 0);
}
