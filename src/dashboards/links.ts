// Links of the dashboards: from a stack to its dashboard, from a cause to its page, from dashboard to dashboard.
import type { DashboardLink } from '@grafana/grafana-foundation-sdk/dashboard';
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { pluginId } from './data-sources.ts';

export const uids = {
  overview: 'parked-overview',
  overviewAlone: 'parked-overview-alone',
  stack: 'parked-stack',
  fleet: 'parked-fleet',
} as const;

export const dashboardTag = 'parked';

/** Pages about causes are part of the plugin, so that they match its version and need no Internet access. */
export const causePageFolder = 'causes';
/** The documentation is part of the plugin too. */
export const docsFolder = 'docs';
const causePage = `/public/plugins/${pluginId}/${causePageFolder}/\${__data.fields.cause}.html`;

/** From a row of a table with a column `cause`. */
export const pageOfCause = link('Why it leaks, and the fix', causePage, true);
/** From a target without the leak profile to the page that says how to serve it. */
export const leakProfileHelp = link(
  'What the leak profile needs',
  `/public/plugins/${pluginId}/${docsFolder}/troubleshoot.html#no-leak-profile`,
  true,
);
/** From a row about a target to the overview of that target. */
export const overviewOfTarget = link(
  'This target alone',
  `/d/${uids.overviewAlone}?\${ds:queryparam}&var-service=\${__data.fields.service:percentencode}&var-instance=\${__data.fields.instance:percentencode}&\${__url_time_range}`,
);

/** From a process in Prometheus to its stacks. docs/dashboards.md has the recipe. */
export const stacksOfProcess = link(
  'Which stacks are these?',
  `/d/${uids.overview}?\${ds:queryparam}&\${prom:queryparam}&var-service=\${__field.labels.job:percentencode}&var-instance=\${__field.labels.instance:percentencode}&\${__url_time_range}`,
);

/** Links to the other dashboards of Parked at the top of each. */
export function siblings(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Parked')
    .type(DashboardLinkType.Dashboards)
    .tags([dashboardTag])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true);
}

function link(title: string, url: string, targetBlank = false): DashboardLink {
  return { ...new DashboardLinkBuilder(title).url(url).targetBlank(targetBlank).build() };
}
