// The overview without Prometheus: process figures come from Parked.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { parkedVariable } from './data-sources.ts';
import { uids } from './links.ts';
import { headline, ids, stacksNow, suspectsNow, trendByStack, verdict } from './overview-panels.ts';
import { goroutinesFromParked, memoryFromParked, requestsFromParked } from './process-from-parked.ts';
import { startDashboard } from './start.ts';
import { targetLabel } from './variables.ts';

export function overviewAlone(): Dashboard {
  const dashboard = startDashboard({
    uid: uids.overviewAlone,
    title: 'Goroutines: overview without Prometheus',
    description:
      'Counts per stack beside goroutines, memory and requests from the targets themselves; verdict and suspects on top.',
    from: 'now-6h',
    revision: 2,
    events: {},
  })
    .withVariable(parkedVariable())
    .withVariable(targetLabel('service', 'Service'))
    .withVariable(targetLabel('instance', 'Instance'));
  dashboard.withPanel(verdict());
  for (const panel of headline()) dashboard.withPanel(panel);
  return dashboard
    .withPanel(suspectsNow())
    .withPanel(trendByStack())
    .withPanel(goroutinesFromParked(ids.goroutines))
    .withPanel(memoryFromParked(ids.memory))
    .withPanel(requestsFromParked(ids.requests))
    .withPanel(stacksNow())
    .build();
}
