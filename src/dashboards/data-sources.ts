// Data sources of the dashboards. They are variables, never `__inputs`: when a plugin's dashboard is imported, Grafana
// fills every input with the plugin's own data source, also that for Prometheus.
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';
import { DatasourceVariableBuilder, VariableHide } from '@grafana/grafana-foundation-sdk/dashboard';

export const pluginId = 'parked-goroutines-datasource';

export const parked: DataSourceRef = { type: pluginId, uid: '${ds}' };
export const prometheus: DataSourceRef = { type: 'prometheus', uid: '${prom}' };
/** Another panel of the same dashboard. Its answer is reused instead of querying twice. */
export const otherPanel: DataSourceRef = { type: 'datasource', uid: '-- Dashboard --' };

export const parkedVariable = (): DatasourceVariableBuilder =>
  pick('ds', 'Parked', pluginId).current({ text: 'Goroutines', value: 'goroutines' });
export const prometheusVariable = (): DatasourceVariableBuilder =>
  pick('prom', 'Prometheus', 'prometheus').current({ text: 'Prometheus', value: 'prometheus' });

/** Prefers the data source of the provisioning examples, so that a second one does not replace it. */
function pick(name: string, label: string, type: string): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder(name).label(label).type(type).multi(false).hide(VariableHide.DontHide);
}
