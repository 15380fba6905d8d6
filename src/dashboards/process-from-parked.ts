// The process itself as Parked reads it from the targets' own metrics pages, for those without Prometheus. One question
// for all figures: each graph takes its own out of the answer.
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { otherPanel, parked } from './data-sources.ts';
import { graph } from './graph.ts';
import type { GraphShape } from './graph.ts';
import { askParked, chosenTargets, reusePanel } from './targets.ts';

const place = { span: 8, height: 8, legend: 'bottom' } as const;

export function goroutinesFromParked(id: number): PanelBuilder {
  const panel = figures(['goroutines'], {
    ...place,
    id,
    title: 'Goroutines',
    description: "All goroutines of each process, from the target's own metrics page.",
    unit: 'short',
  });
  return panel.datasource(parked).withTarget(
    askParked('A', {
      queryType: 'runtime',
      targets: chosenTargets,
      per: ['service', 'instance'],
      legendFormat: '{{figure}} {{instance}}',
    }),
  );
}

/** @param askingId the panel whose answer this one shows. */
export function memoryFromParked(id: number, askingId: number): PanelBuilder {
  return reuse(askingId, ['resident', 'heap'], {
    ...place,
    id,
    title: 'Memory',
    description: 'Resident memory and the heap in use of each process.',
    unit: 'bytes',
  });
}

export function requestsFromParked(id: number, askingId: number): PanelBuilder {
  return reuse(askingId, ['requests'], {
    ...place,
    id,
    title: 'Requests a second',
    description: "Whether goroutines follow the traffic. The data source's `requestMetric` names the counter.",
    unit: 'reqps',
  });
}

export function processorFromParked(id: number, askingId: number): PanelBuilder {
  return reuse(askingId, ['cpu'], {
    ...place,
    id,
    title: 'Processor',
    description: 'Cores kept busy.',
    unit: 'short',
  });
}

export function fetchesFromParked(id: number, askingId: number): PanelBuilder {
  return reuse(askingId, ['fetch'], {
    ...place,
    id,
    title: 'Duration of a fetch',
    description:
      'How long a target took to answer. Parked samples it so rarely that this takes at most 1 % of its time.',
    unit: 's',
  });
}

function reuse(askingId: number, names: readonly string[], shape: GraphShape): PanelBuilder {
  return figures(names, shape).datasource(otherPanel).withTarget(reusePanel(askingId));
}

function figures(names: readonly string[], shape: GraphShape): PanelBuilder {
  const one = names.length === 1;
  return graph(shape).transformations([
    { id: 'filterFieldsByName', options: { include: { pattern: `/^(?:[Tt]ime|(?:${names.join('|')}) .*)$/` } } },
    // Where a graph shows one figure, its title says which.
    ...(one ? [{ id: 'renameByRegex', options: { regex: `^${names[0]} (.*)$`, renamePattern: '$1' } }] : []),
  ]);
}
