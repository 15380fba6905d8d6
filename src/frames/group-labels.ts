// The labels of one group on a number or series. They identify an alert, so they must be unique within an answer and
// stay the same while a leak continues. So they hold no counts, grades or causes.
import type { Group, Grouping } from '../core/analysis/model.ts';
import { labelValue, type Labels } from '../core/labels.ts';

/** What results were kept apart by. */
export interface Shape {
  readonly per: readonly string[];
  readonly groupBy: readonly Grouping[];
}

type LabelPair = readonly [name: string, value: string];

/** Labels of `per` and of the grouping, each under a unique name. */
export function labelGroup(group: Group, shape: Shape): Labels {
  const own = shape.groupBy.flatMap((grouping) => describeGrouping(group, grouping));
  const names = new Set(own.map(([name]) => name));
  const target = renameLabels(group.per, shape.per, 'target_', names);
  const goroutine = renameLabels(group.labels, listLabelKeys(shape), 'label_', names);
  return toLabels([...target, ...own, ...goroutine]);
}

/** The labels of `per` alone, for a number without a group. */
export function labelTarget(target: Labels, per: readonly string[]): Labels {
  return toLabels(renameLabels(target, per, 'target_', new Set()));
}

/** Labels under unique names; `taken` grows by those names. A missing label is empty. */
export function renameLabels(
  labels: Labels,
  keys: readonly string[],
  prefix: string,
  taken: Set<string>,
): readonly LabelPair[] {
  return keys.map((key) => {
    let name = key;
    while (taken.has(name)) name = prefix + name;
    taken.add(name);
    return [name, labelValue(labels, key)];
  });
}

/** The pprof labels of the grouping. */
export function listLabelKeys(shape: Shape): readonly string[] {
  return shape.groupBy.flatMap((grouping) => (grouping.startsWith('label:') ? [grouping.slice('label:'.length)] : []));
}

function describeGrouping(group: Group, grouping: Grouping): readonly LabelPair[] {
  switch (grouping) {
    case 'stack':
      return [
        ['fingerprint', group.fingerprint],
        ['function', group.function],
        ['state', group.state],
      ];
    case 'location':
      return [['location', group.location]];
    case 'function':
    case 'ownFunction':
      return [['function', group.function]];
    case 'package':
      return [['package', group.package]];
    case 'state':
      return [['state', group.state]];
    case 'creator':
      return [['creator', group.creator ?? '']];
    default:
      // pprof labels are named after all others: see labelGroup.
      return [];
  }
}

/** `Object.fromEntries` sets own properties, even one named `__proto__`. */
function toLabels(pairs: readonly LabelPair[]): Labels {
  return Object.fromEntries(pairs);
}
