// `npm run e2e`: the end-to-end specs against the Grafana at GRAFANA_URL. Arguments go to Playwright.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from './lib/steps.ts';

if (!process.env['GRAFANA_URL']) {
  process.stderr.write(
    'Set GRAFANA_URL to a Grafana that has the plugin and provisioning/, such as http://localhost:3000.\n',
  );
  process.exit(2);
}
const given = process.argv.slice(2);
// Pictures for the docs are taken only on request: --project screenshots.
const projects = given.some((arg) => arg.startsWith('--project')) ? [] : ['--project=dark', '--project=light'];
const { status } = spawnSync(
  process.execPath,
  [join(projectDir, 'node_modules/@playwright/test/cli.js'), 'test', ...projects, ...given],
  { cwd: projectDir, stdio: 'inherit' },
);
process.exit(status ?? 1);
