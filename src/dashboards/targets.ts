// What panels ask: Parked in its own query model, so that the compiler reads every question, Prometheus, and another
// panel of the same dashboard.
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Matcher } from '../core/labels.ts';
import type { Query, QueryType } from '../core/query/model.ts';
import { otherPanel, parked, prometheus } from './data-sources.ts';

/** The targets that the variables `service` and `instance` name. */
export const chosenTargets: readonly Matcher[] = [
  { label: 'service', op: '=~', value: '$service' },
  { label: 'instance', op: '=~', value: '$instance' },
];

/** @param refId stays the same for good: saved panels, overrides and alert rules refer to it. */
export function askParked(refId: string, query: Query & { readonly queryType: QueryType }): Builder<Dataquery> {
  return asTarget({ refId, datasource: parked, version: 1, ...query });
}

export function askPrometheus(refId: string, expr: string, legendFormat: string): Builder<Dataquery> {
  return new DataqueryBuilder().refId(refId).datasource(prometheus).expr(expr).legendFormat(legendFormat).range();
}

/** What the panel with that id was answered, before its own transformations. */
export function reusePanel(panelId: number): Builder<Dataquery> {
  return asTarget({ refId: 'A', datasource: otherPanel, panelId, withTransforms: false });
}

function asTarget(target: Readonly<Record<string, unknown>>): Builder<Dataquery> {
  // The mark is for the compiler alone: JSON leaves functions out.
  return { build: () => ({ ...target, _implementsDataqueryVariant: () => undefined }) };
}
