// The answer to `count`: one number per group, in the form that Grafana's alert rules take (`numeric-multi`).
import type { Group } from '../core/analysis/model.ts';
import { type Labels, labelsKey } from '../core/labels.ts';
import { labelGroup, labelTarget } from './group-labels.ts';
import type { Shape } from './group-labels.ts';
import type { DataFrame, FrameMeta } from './model.ts';
import { nameSeries } from './series-names.ts';

export interface CountAnswer extends Shape {
  readonly groups: readonly Group[];
  /** The number of a group; null where unknown. Default: its count. */
  readonly read?: (group: Group) => number | null;
  /** Labels of targets whose number is known to be 0. They get 0 when there is no group. */
  readonly zeros: readonly Labels[];
  /**
   * Labels of targets whose number is unknown. They get null, so that a sick process does not resolve its own alert.
   */
  readonly unknown: readonly Labels[];
  readonly legendFormat: string;
  readonly meta: FrameMeta;
}

interface LabelledNumber {
  readonly labels: Labels;
  readonly value: number | null;
}

/** One frame per number, each with one number field, one row and a unique label set. */
export function frameCounts(answer: CountAnswer): readonly DataFrame[] {
  const meta = { ...answer.meta, type: 'numeric-multi', typeVersion: [0, 1] } as const satisfies FrameMeta;
  const { read = (group: Group) => group.count } = answer;
  const numbers = mergeEqualLabels([
    ...answer.groups.map((group) => ({ labels: labelGroup(group, answer), value: read(group) })),
    ...answer.zeros.map((target) => ({ labels: labelTarget(target, answer.per), value: 0 })),
    ...answer.unknown.map((target) => ({ labels: labelTarget(target, answer.per), value: null })),
  ]);
  if (numbers.length === 0) return [{ name: 'count', fields: [], meta }];
  // Notices and statistics concern the whole answer. Grafana shows those of the first frame.
  const laterMeta = { type: meta.type, typeVersion: meta.typeVersion } satisfies FrameMeta;
  const names = nameSeries(
    answer.legendFormat,
    numbers.map(({ labels }) => labels),
  );
  return numbers.map((number, index) => frameNumber(number, { ...names[index] }, index === 0 ? meta : laterMeta));
}

function frameNumber(number: LabelledNumber, config: Readonly<Record<string, unknown>>, meta: FrameMeta): DataFrame {
  return {
    name: 'count',
    fields: [{ name: 'count', type: 'number', labels: number.labels, config, values: [number.value] }],
    meta,
  };
}

/** Adds up numbers with equal labels, which would fail the whole alert rule. Their sum is what those labels mean. */
function mergeEqualLabels(numbers: readonly LabelledNumber[]): readonly LabelledNumber[] {
  const merged = new Map<string, LabelledNumber>();
  for (const number of numbers) {
    const key = labelsKey(number.labels);
    const known = merged.get(key);
    if (!known) merged.set(key, number);
    else if (number.value !== null) merged.set(key, { ...known, value: (known.value ?? 0) + number.value });
  }
  return [...merged.values()];
}
