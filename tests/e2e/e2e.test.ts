// Makes skipped specs visible. The specs in a browser run only if a Grafana is named.
import { spawnSync } from 'node:child_process';

const url = process.env['GRAFANA_URL'];
const reason = url ? `against ${url}` : 'skipped: GRAFANA_URL names no Grafana';

(url ? it : it.skip)(
  `end-to-end specs in a browser (${reason})`,
  () => {
    const run = spawnSync(process.execPath, ['scripts/run.mjs', 'e2e'], { encoding: 'utf8' });
    expect(`${run.stdout}${run.stderr}`).toContain('passed');
    expect(run.status).toBe(0);
  },
  30 * 60_000,
);
