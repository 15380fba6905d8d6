// Writes the bundled dashboards and the pages that they link to into the plugin. The dashboards also go to the folder
// that Grafana loads at start. That folder is committed, so that provisioning works without a build.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { causePageFolder, docsFolder } from '../../src/dashboards/links.ts';
import { dashboards, writeDashboard } from '../../src/dashboards/list.ts';
import { describeCausesAsHtml } from './cause-html.ts';
import { describeDocsAsHtml } from './doc-html.ts';

export const provisionedFolder = 'provisioning/dashboards';

export function writeDashboardFiles(projectDir: string, distDir: string): void {
  const texts = new Map(Object.entries(dashboards).map(([name, make]) => [name, writeDashboard(make)]));
  writeFolder(join(distDir, 'dashboards'), texts);
  writeFolder(join(projectDir, provisionedFolder), texts);
  writeFolder(join(distDir, causePageFolder), describeCausesAsHtml());
  writeFolder(join(distDir, docsFolder), describeDocsAsHtml(projectDir));
}

/** Files of the same kind that are no longer made are deleted. */
function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  const extension = [...files.keys()][0]?.split('.').pop() ?? '';
  const stale = readdirSync(folder).filter((name) => name.endsWith(`.${extension}`) && !files.has(name));
  for (const name of stale) rmSync(join(folder, name));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}
