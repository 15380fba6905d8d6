// The labels of one group as a number or series carries them. They identify an alert, so they have to be unique within
// an answer and stay the same while a leak goes on: no counts, grades or causes.
import type { Group, Grouping } from '../core/analysis/model.ts';
import type { Labels } from '../core/labels.ts';

/** What results were kept apart by. */
export interface Shape {
  readonly per: readonly string[];
  readonly groupBy: readonly Grouping[];
}

/** Labels of `per` and of what was grouped by. Label names keep the order of the query. */
export function labelGroup(group: Group, shape: Shape): Labels {
  const grouped = shape.groupBy.flatMap((grouping) => valuesOf(group, grouping));
  const taken = new Set(grouped.map(([name]) => name));
  const per = labelTarget(group.per, shape.per, taken);
  return Object.fromEntries([...Object.entries(per), ...grouped]);
}

/** The labels of `per` alone, renamed where a grouped-by label has the same name. */
export function labelTarget(target: Labels, per: readonly string[], taken: ReadonlySet<string> = new Set()): Labels {
  const used = new Set(taken);
  return Object.fromEntries(
    per.map((name) => {
      const free = findFreeName(name, used);
      used.add(free);
      return [free, target[name] ?? ''];
    }),
  );
}

/** The name of a target's label in a table or label set that has names of its own. */
export function findFreeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  while (taken.has(free)) free = `target_${free}`;
  return free;
}

function valuesOf(group: Group, grouping: Grouping): readonly (readonly [string, string])[] {
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
    default: {
      const key = grouping.slice('label:'.length);
      return [[key, group.labels[key] ?? '']];
    }
  }
}
