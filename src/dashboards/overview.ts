// Overview: which stacks make `go_goroutines` grow, next to what Prometheus knows of the process.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { parkedVariable, prometheusVariable } from './data-sources.ts';
import { uids } from './links.ts';
import { headline, ids, stacksNow, suspectsNow, trendByStack, verdict } from './overview-panels.ts';
import { goroutinesFromPrometheus, memoryFromPrometheus, requestsFromPrometheus } from './process-from-prometheus.ts';
import { startDashboard } from './start.ts';
import { requestMetric, serviceLabel, targetLabel } from './variables.ts';

export function overview(): Dashboard {
  const dashboard = startDashboard({
    uid: uids.overview,
    title: 'Goroutines: overview',
    description:
      'Counts per stack beside go_goroutines, memory and requests from Prometheus; verdict and suspects on top.',
    from: 'now-6h',
    revision: 2,
    events: {},
  })
    .withVariable(parkedVariable())
    .withVariable(prometheusVariable())
    .withVariable(targetLabel('service', 'Service'))
    .withVariable(targetLabel('instance', 'Instance'))
    .withVariable(requestMetric())
    .withVariable(serviceLabel());
  dashboard.withPanel(verdict());
  for (const panel of headline()) dashboard.withPanel(panel);
  return dashboard
    .withPanel(suspectsNow())
    .withPanel(trendByStack())
    .withPanel(goroutinesFromPrometheus(ids.goroutines))
    .withPanel(memoryFromPrometheus(ids.memory))
    .withPanel(requestsFromPrometheus(ids.requests))
    .withPanel(stacksNow())
    .build();
}
