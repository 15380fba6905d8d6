// The variables that narrow a dashboard down. Their lists come from Parked, so that they name what can be asked for.
import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { usualRequestMetrics } from '../core/metrics/read-figures.ts';
import { parked } from './data-sources.ts';

/** Several values of a target label, by default all. */
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
      // Matches targets without the label too, and keeps the query short however many there are.
      .allValue('.*')
      .current({ text: ['All'], value: ['$__all'] })
  );
}

/** The stack that a dashboard is about. Links bring its fingerprint along; the list names the stacks of now. */
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

/** What counts requests in Prometheus; another name can be typed in. */
export function requestMetric(): CustomVariableBuilder {
  return choice('requests', 'Requests', usualRequestMetrics);
}

/** The label by which Prometheus names what Parked calls a service. */
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
