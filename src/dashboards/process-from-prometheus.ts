// Process figures from Prometheus, joined with Parked's stacks by `service` and `instance`.
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { prometheus } from './data-sources.ts';
import { graph } from './graph.ts';
import { stacksOfProcess } from './links.ts';
import { askPrometheus } from './targets.ts';

const chosen = '${service_label}=~"$service", instance=~"$instance"';
const place = { span: 8, height: 8, legend: 'bottom' } as const;

export function goroutinesFromPrometheus(id: number): PanelBuilder {
  return graph({
    ...place,
    id,
    title: 'go_goroutines',
    description: 'All goroutines of each process, as Prometheus scrapes them.',
    unit: 'short',
  })
    .overrideByFieldType('number', [{ id: 'links', value: [stacksOfProcess] }])
    .datasource(prometheus)
    .withTarget(askPrometheus('A', `go_goroutines{${chosen}}`, '{{instance}}'));
}

export function memoryFromPrometheus(id: number): PanelBuilder {
  return (
    graph({
      ...place,
      id,
      title: 'Memory',
      description:
        'Resident memory and the heap in use of each process, and its memory limit where the Go runtime knows one.',
      unit: 'bytes',
    })
      .datasource(prometheus)
      .withTarget(askPrometheus('A', `process_resident_memory_bytes{${chosen}}`, 'resident {{instance}}'))
      .withTarget(askPrometheus('B', `go_memstats_heap_inuse_bytes{${chosen}}`, 'heap {{instance}}'))
      // The runtime writes "no limit" as the largest integer there is.
      .withTarget(askPrometheus('C', `go_gc_gomemlimit_bytes{${chosen}} < 2^62`, 'limit {{instance}}'))
      .overrideByQuery('C', [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
        { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
        { id: 'custom.fillOpacity', value: 0 },
      ])
  );
}

export function requestsFromPrometheus(id: number): PanelBuilder {
  return graph({
    ...place,
    id,
    title: 'Requests',
    description: 'Whether goroutines follow the traffic. The variable Requests names the counter.',
    unit: 'reqps',
  })
    .datasource(prometheus)
    .withTarget(
      askPrometheus(
        'A',
        `sum by (\${service_label}, instance) (rate(\${requests}{${chosen}}[$__rate_interval]))`,
        '{{instance}}',
      ),
    );
}
