// The queries of panels: Parked in its own query model, which the compiler checks; Prometheus; or another panel.
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

/** @param refId never changes, because saved panels, overrides and alert rules refer to it */
export function askParked(refId: string, query: Query & { readonly queryType: QueryType }): Builder<Dataquery> {
  return asTarget({ refId, datasource: parked, version: 1, ...query });
}

export function askPrometheus(refId: string, expr: string, legendFormat: string): Builder<Dataquery> {
  return new DataqueryBuilder().refId(refId).datasource(prometheus).expr(expr).legendFormat(legendFormat).range();
}

/** The answer of the panel with that id, before its transformations. */
export function reusePanel(panelId: number): Builder<Dataquery> {
  return asTarget({ refId: 'A', datasource: otherPanel, panelId, withTransforms: false });
}

function asTarget(target: Readonly<Record<string, unknown>>): Builder<Dataquery> {
  // The brand is for the compiler only: JSON leaves functions out.
  return { build: () => ({ ...target, _implementsDataqueryVariant: () => undefined }) };
}
