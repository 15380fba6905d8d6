// The variables of the dashboards. Parked provides their values.
import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { usualRequestMetrics } from '../core/metrics/read-figures.ts';
import { parked } from './data-sources.ts';

/** A target label with several values; by default all. */
export function targetLabel(name: 'service' | 'instance', label: string): QueryVariableBuilder {
  return (
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(parked)
      .query({ refId: 'variable', kind: 'labelValues', label: name })
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.NaturalAsc)
      .multi(true)
      .includeAll(true)
      // Also matches targets without the label, and keeps the query short for many values.
      .allValue('.*')
      .current({ text: ['All'], value: ['$__all'] })
  );
}

/** The stack that a dashboard is about. Links set its fingerprint; the list contains the current stacks. */
export function oneStack(): QueryVariableBuilder {
  return new QueryVariableBuilder('fingerprint')
    .label('Stack')
    .datasource(parked)
    .query({ refId: 'variable', kind: 'groups' })
    .refresh(VariableRefresh.OnDashboardLoad)
    .sort(VariableSort.Disabled)
    .multi(false)
    .includeAll(false)
    .allowCustomValue(true);
}

/** The request counter in Prometheus; users can type another name. */
export function requestMetric(): CustomVariableBuilder {
  return choice('requests', 'Requests', usualRequestMetrics);
}

/** The Prometheus label that corresponds to Parked's service. */
export function serviceLabel(): CustomVariableBuilder {
  return choice('service_label', 'Service label', ['job', 'service']).hide(VariableHide.DontHide);
}

function choice(name: string, label: string, values: readonly string[]): CustomVariableBuilder {
  const first = values[0] ?? '';
  return new CustomVariableBuilder(name)
    .label(label)
    .values(values.join(','))
    .options(values.map((value) => ({ text: value, value, selected: value === first })))
    .current({ text: first, value: first })
    .multi(false)
    .includeAll(false)
    .allowCustomValue(true);
}
