// docker-compose.yaml without Docker: every file it mounts and copies is there, and its parts agree on names, paths and
// ports.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly args?: Readonly<Record<string, string>> };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: readonly string[];
}

const projectDir = resolve(__dirname, '../..');
const readText = (path: string): string => readFileSync(join(projectDir, path), 'utf8');
const compose = parse(readText('docker-compose.yaml')) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const services = Object.entries(compose.services);
const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')));

/** Sources of COPY from the build's context, and what .dockerignore keeps out of it. */
function listCopied(dockerfile: string): readonly string[] {
  return [...readText(dockerfile).matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, rest]) =>
    (rest ?? '').split(/\s+/).slice(0, -1),
  );
}

test('what it mounts is there, as a file or folder, or is a volume that it declares', () => {
  expect(mounts.length).toBeGreaterThan(5);
  for (const [source = '', target = ''] of mounts) {
    if (!source.startsWith('./')) {
      expect(Object.keys(compose.volumes)).toContain(source);
      continue;
    }
    expect([source, existsSync(join(projectDir, source))]).toEqual([source, true]);
    const isFile = statSync(join(projectDir, source)).isFile();
    expect([source, isFile]).toEqual([source, /\.\w+$/.test(posix.basename(target))]);
  }
});

test('what its images are built from is there, and not kept away from the build', () => {
  const ignored = readText('.dockerignore').trim().split('\n');
  for (const [name, { build }] of services) {
    if (!build) continue;
    const dockerfile = posix.join(build.context, 'Dockerfile');
    for (const source of listCopied(dockerfile)) {
      const path = posix.join(build.context, source);
      expect([name, path, existsSync(join(projectDir, path))]).toEqual([name, path, true]);
      if (build.context === '.') expect(ignored).not.toContain(posix.normalize(path).replace(/\/$/, ''));
    }
    for (const arg of Object.keys(build.args ?? {})) expect(readText(dockerfile)).toContain(`ARG ${arg}`);
  }
  // What the build of the plugin reads, all of it under COPY . .
  for (const needed of ['src', 'scripts', 'types', 'plugin.json', 'webpack.config.ts', 'README.md', 'LICENSE', 'img']) {
    expect([needed, existsSync(join(projectDir, needed)), ignored.includes(needed)]).toEqual([needed, true, false]);
  }
});

test('its Grafana is the image that has a C library on both architectures', () => {
  const froms = [...readText('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(froms.at(-1)).toMatch(/^grafana\/grafana:.*-ubuntu$/);
  // Any --platform would build for another architecture than the container's own.
  expect(readText('Dockerfile') + readText('docker-compose.yaml')).not.toMatch(/platform/);
});

test('the plugin lies where Grafana looks for it, and no volume hides it', () => {
  const { environment = {} } = compose.services['grafana']!;
  const [, path = ''] = /COPY --from=plugin .* (\S+)$/m.exec(readText('Dockerfile')) ?? [];
  expect(path).toBe(`${environment['GF_PATHS_PLUGINS']}/parked-goroutines-datasource`);
  const targets = compose.services['grafana']!.volumes!.map((volume) => volume.split(':')[1] ?? '');
  expect(targets.filter((target) => path.startsWith(`${target}/`))).toEqual([]);
});

test('provisioned dashboards are found by the path that their provider names', () => {
  const { environment = {}, volumes = [] } = compose.services['grafana']!;
  const provisioning = environment['GF_PATHS_PROVISIONING'] ?? '';
  const provider = parse(readText('provisioning/dashboards/parked.yaml')) as {
    providers: readonly { options: { path: string } }[];
  };
  // The image starts Grafana in /usr/share/grafana.
  const folder = posix.join('/usr/share/grafana', provider.providers[0]!.options.path);
  expect(volumes).toContain(`./provisioning/dashboards:${folder}:ro`);
  expect(volumes).toContain(`./provisioning/alerting:${provisioning}/alerting:ro`);
  expect(readText('demo/compose/grafana.ini')).toContain(`default_home_dashboard_path = ${folder}/overview.json`);
});

test('Prometheus and Parked ask the shop where it listens, and call it the same', () => {
  const scraped = parse(readText('demo/compose/prometheus.yaml')) as {
    scrape_configs: readonly { job_name: string; static_configs: readonly { targets: readonly string[] }[] }[];
  };
  const [shop] = scraped.scrape_configs;
  expect(shop).toMatchObject({ job_name: 'shop', static_configs: [{ targets: ['shop:6060'] }] });
  expect(compose.services['shop']!.environment!['SHOP_ADDR']).toBe('0.0.0.0:6060');
  expect(readText('demo/compose/datasources.yaml')).toContain('url: http://shop:6060');
  const hosts = scraped.scrape_configs.flatMap(({ static_configs: [one] }) => one!.targets.map((t) => t.split(':')[0]));
  expect(hosts.filter((host) => !compose.services[host ?? ''])).toEqual([]);
});

test('it listens on this machine alone', () => {
  for (const [name, { ports = [] }] of services) {
    for (const port of ports) expect([name, port]).toEqual([name, expect.stringMatching(/^127\.0\.0\.1:\d+:\d+$/)]);
  }
});

const promtool = '/usr/bin/promtool';
(existsSync(promtool) ? test : test.skip)('Prometheus takes its configuration (skipped without promtool)', () => {
  const { status, stderr } = spawnSync(
    promtool,
    ['check', 'config', join(projectDir, 'demo/compose/prometheus.yaml')],
    {
      encoding: 'utf8',
    },
  );
  expect([status, stderr]).toEqual([0, expect.anything()]);
});
