// The overview for those without Prometheus: the same page, with the process as Parked itself reads it.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { parkedVariable } from './data-sources.ts';
import { uids } from './links.ts';
import { headline, ids, stacksNow, suspectsNow, trendByStack } from './overview-panels.ts';
import { goroutinesFromParked, memoryFromParked, requestsFromParked } from './process-from-parked.ts';
import { startDashboard } from './start.ts';
import { targetLabel } from './variables.ts';

export function overviewAlone(): Dashboard {
  const dashboard = startDashboard({
    uid: uids.overviewAlone,
    title: 'Goroutines: overview without Prometheus',
    description:
      'Counts per stack beside goroutines, memory and requests from the targets themselves; suspects beneath.',
    from: 'now-6h',
    revision: 1,
    events: {},
  })
    .withVariable(parkedVariable())
    .withVariable(targetLabel('service', 'Service'))
    .withVariable(targetLabel('instance', 'Instance'));
  for (const panel of headline()) dashboard.withPanel(panel);
  return dashboard
    .withPanel(trendByStack())
    .withPanel(goroutinesFromParked(ids.goroutines))
    .withPanel(memoryFromParked(ids.memory))
    .withPanel(requestsFromParked(ids.requests))
    .withPanel(suspectsNow())
    .withPanel(stacksNow())
    .build();
}
