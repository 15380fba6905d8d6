// What the specs find around them: a Grafana, and the two data sources that are made for them.
import { join } from 'node:path';

/** Without it nothing can be tried; the specs are run by whatever checks that first. */
export const baseUrl = process.env['GRAFANA_URL'] ?? '';

/** Of an administrator: data sources are made and removed. */
export const credentials = {
  user: process.env['GRAFANA_USER'] ?? 'admin',
  password: process.env['GRAFANA_PASSWORD'] ?? 'admin',
};

/** Cookies of the administrator. */
export const stateFile = join('build', 'e2e', 'admin.json');

export const pluginId = 'parked-goroutines-datasource';
export const parked = { uid: 'parked-e2e', name: 'Parked for specs', type: pluginId };
export const prometheus = { uid: 'parked-e2e-prometheus', name: 'Prometheus for specs', type: 'prometheus' };

/** Where the process under test is, as Grafana's server reaches it; set once it runs. */
export const targetUrl = (): string => process.env['PARKED_E2E_TARGET'] ?? '';
/** Whether there is a Prometheus that scrapes it. */
export const hasPrometheus = (): boolean => process.env['PARKED_E2E_PROMETHEUS'] === 'yes';
