// The answer to `flamegraph`: a nested set for Grafana's flame graph panel. Always one frame, since the panel reads
// only the first.
import type { FlameGraph } from '../core/analysis/flame/model.ts';
import type { DataFrame, Field, FrameMeta } from './model.ts';

/** The largest number of an enum column. */
const maxNames = 0xffff;

/**
 * With `compared`, `value` and `self` are the baseline's, and `valueRight` and `selfRight` the current ones. The panel
 * needs all four. No rows means no goroutines.
 */
export function frameFlame(graph: FlameGraph, compared: boolean, meta: FrameMeta): DataFrame {
  const [left, right] = graph.value;
  const [selfLeft, selfRight] = graph.self;
  return {
    name: 'flamegraph',
    fields: [
      { name: 'level', type: 'number', values: graph.level },
      goroutines('value', left),
      goroutines('self', selfLeft),
      nameLabels(graph),
      ...(compared ? [goroutines('valueRight', right), goroutines('selfRight', selfRight)] : []),
    ],
    meta: { ...meta, preferredVisualisationType: 'flamegraph' },
  };
}

function goroutines(name: string, values: readonly number[]): Field {
  return { name, type: 'number', values, config: { unit: 'short' } };
}

function nameLabels({ names, label }: FlameGraph): Field {
  if (names.length > maxNames)
    return { name: 'label', type: 'string', values: label.map((index) => names[index] ?? '') };
  return { name: 'label', type: 'enum', values: label, config: { type: { enum: { text: names } } } };
}
