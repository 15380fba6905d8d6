// All bundled dashboards by file name. A new dashboard is a file of its own and a line here.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { fleet } from './fleet.ts';
import { overviewAlone } from './overview-alone.ts';
import { overview } from './overview.ts';
import { oneStackDashboard } from './stack.ts';

export const dashboards: Readonly<Record<string, () => Dashboard>> = {
  'overview.json': overview,
  'overview-alone.json': overviewAlone,
  'stack.json': oneStackDashboard,
  'fleet.json': fleet,
};

/** The text of a dashboard's file, the same on every machine. */
export function writeDashboard(make: () => Dashboard): string {
  return `${JSON.stringify(make(), null, 2)}\n`;
}
