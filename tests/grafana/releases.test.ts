// What plugin.json permits, what the end-to-end specs run against, and what the browser half is tried with are the same
// Grafanas.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { usualReleases } from '../../scripts/grafana/releases.ts';

const read = (path: string): string => readFileSync(resolve(__dirname, '../..', path), 'utf8');
const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');
const workflow = parse(read('.github/workflows/ci.yml')) as {
  jobs: {
    e2e: { strategy: { matrix: { grafana: readonly string[] } } };
    grafana: { strategy: { matrix: { grafana: readonly string[] } } };
  };
};
const servers = workflow.jobs.e2e.strategy.matrix.grafana;

describe('the Grafanas that Parked works with', () => {
  it('begin with the oldest that plugin.json permits', () => {
    const { dependencies } = JSON.parse(read('plugin.json')) as { dependencies: { grafanaDependency: string } };
    expect(dependencies.grafanaDependency).toBe(`>=${usualReleases[0]}`);
    expect(servers[0]).toBe(usualReleases[0]);
  });

  it('are tried as servers and as packages, each minor version', () => {
    expect(servers.map(minorOf)).toEqual(usualReleases.map(minorOf));
    expect(workflow.jobs.grafana.strategy.matrix.grafana).toEqual([...usualReleases]);
  });

  it('have the one among them that docker compose starts', () => {
    const inCompose = /GRAFANA_VERSION:-([\d.]+)/.exec(read('docker-compose.yaml'))?.[1];
    const inImage = /^ARG GRAFANA_VERSION=([\d.]+)$/m.exec(read('Dockerfile'))?.[1];
    expect(inCompose).toBe(inImage);
    expect(servers).toContain(inCompose);
  });

  it('are those that the docs name', () => {
    const page = read('docs/install.md');
    for (const minor of usualReleases.map(minorOf)) expect(page).toContain(minor);
  });
});
