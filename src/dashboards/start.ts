// The common frame of all dashboards.
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Query } from '../core/query/model.ts';
import { parked } from './data-sources.ts';
import { dashboardTag, siblings } from './links.ts';
import { chosenTargets } from './targets.ts';

interface DashboardShape {
  readonly uid: string;
  /** Never renamed, because Grafana recognises an imported dashboard by its title. */
  readonly title: string;
  readonly description: string;
  readonly from: string;
  /** Increased with each change that an import must recognise as newer. */
  readonly revision: number;
  readonly events: Query;
}

export function startDashboard({ uid, title, description, from, revision, events }: DashboardShape): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .revision(revision)
    .tags([dashboardTag, 'goroutines'])
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from, to: 'now' })
    .refresh('30s')
    .editable()
    .link(siblings())
    .annotation(eventsOf(events));
}

/** Restarts, new builds and the start of leaks, as lines in all graphs. */
function eventsOf(query: Query): AnnotationQueryBuilder {
  return new Annotations(parked, {
    refId: 'Anno',
    version: 1,
    targets: chosenTargets,
    ...query,
    queryType: 'events',
  })
    .name('Restarts, builds, leaks')
    .enable(true)
    .iconColor('blue');
}

/** The SDK has no annotations with a plugin's own query. */
class Annotations extends AnnotationQueryBuilder {
  constructor(datasource: DataSourceRef, target: Query & { readonly refId: string }) {
    super();
    Object.assign(this.internal, { datasource, target });
  }
}
