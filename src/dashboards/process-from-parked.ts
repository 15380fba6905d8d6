// Process figures that Parked reads from the targets' own metrics pages, for users without Prometheus. Each panel
// queries only its own figures, because a fleet has many series.
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { RuntimeFigure } from '../core/query/model.ts';
import { parked } from './data-sources.ts';
import { graph } from './graph.ts';
import type { GraphShape } from './graph.ts';
import { askParked, chosenTargets } from './targets.ts';

/** If a panel shows several figures, the series names tell which. */
export function askRuntime(figures: readonly RuntimeFigure[]): Builder<Dataquery> {
  return askParked('A', {
    queryType: 'runtime',
    targets: chosenTargets,
    figures,
    per: ['service', 'instance'],
    legendFormat: figures.length === 1 ? '{{instance}}' : '{{figure}} {{instance}}',
  });
}

const place = { span: 8, height: 8, legend: 'bottom', empty: 'not reported by these targets' } as const;

export function goroutinesFromParked(id: number): PanelBuilder {
  return figures(['goroutines'], {
    ...place,
    id,
    title: 'Goroutines',
    description: "All goroutines of each process, from the target's own metrics page.",
    unit: 'short',
  });
}

export function memoryFromParked(id: number): PanelBuilder {
  return figures(['resident', 'heap'], {
    ...place,
    id,
    title: 'Memory',
    description: 'Resident memory and the heap in use of each process.',
    unit: 'bytes',
  });
}

export function requestsFromParked(id: number): PanelBuilder {
  return figures(['requests'], {
    ...place,
    id,
    title: 'Requests',
    description: 'Whether goroutines follow the traffic. The settings of the data source name the counter.',
    unit: 'reqps',
  });
}

export function cpuFromParked(id: number): PanelBuilder {
  return figures(['cpu'], { ...place, id, title: 'CPU', description: 'Cores kept busy.', unit: 'short' });
}

export function fetchesFromParked(id: number): PanelBuilder {
  return figures(['fetch'], {
    ...place,
    id,
    title: 'Duration of a fetch',
    description:
      'How long a target took to answer. Parked samples it so rarely that this takes at most 1 % of its time.',
    unit: 's',
  });
}

function figures(names: readonly RuntimeFigure[], shape: GraphShape): PanelBuilder {
  return graph(shape).datasource(parked).withTarget(askRuntime(names));
}
