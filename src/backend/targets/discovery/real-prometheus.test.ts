// A real Prometheus server that scrapes itself: it is discovery server, Go process with pprof and metrics page in one.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../port.ts';
import { closeRooms, goroutines, never, openRoom, refOf } from '../testing/data-source.ts';

const program = '/usr/bin/prometheus';

if (!existsSync(program)) {
  test.skip(`a real Prometheus is discovered (skipped: there is no ${program})`, () => undefined);
} else {
  let server: ChildProcess | undefined;
  let folder = '';

  afterAll(async () => {
    await closeRooms();
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      server.kill('SIGKILL');
      await ended;
    }
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  test('a real Prometheus is discovered by what it says of itself, read, and asked for its figures', async () => {
    folder = mkdtempSync(join(tmpdir(), 'parked-prometheus-'));
    const port = await findFreePort();
    const config = {
      global: { scrape_interval: '1s' },
      scrape_configs: [
        { job_name: 'itself', static_configs: [{ targets: [`127.0.0.1:${port}`], labels: { zone: 'eu' } }] },
        { job_name: 'elsewhere', static_configs: [{ targets: ['192.0.2.1:80'] }] },
      ],
    };
    // JSON is YAML.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    server = spawn(program, args, { stdio: 'ignore' });

    const ref = refOf({
      jsonData: {
        allowedHosts: ['127.0.0.1'],
        discovery: [{ type: 'prometheus', url: `http://127.0.0.1:${port}` }],
        requestMetric: 'prometheus_http_requests_total',
      },
    });
    const { target, room } = await waitForTarget(ref);
    expect(target).toEqual({
      labels: { service: 'itself', instance: `127.0.0.1:${port}`, zone: 'eu' },
      host: `127.0.0.1:${port}`,
    });
    const [report] = await room.reportDiscovery(ref);
    expect(report?.notices.map(({ text }) => text).join()).toContain('1 target is outside the allowed hosts');

    const [fetched] = await room.fetch(ref, [target], goroutines, never);
    expect(fetched).toMatchObject({ outcome: 'fetched', profile: { kind: 'goroutine', format: 'debug=0' } });
    const figures = await room.readFigures(ref, target, never);
    if (figures.outcome !== 'read') throw new Error(figures.problem.message);
    const { values, build, goVersion, startMs } = figures.figures;
    for (const name of ['goroutines', 'residentBytes', 'heapBytes', 'cpuSeconds', 'requests'] as const) {
      expect(values[name]).toBeGreaterThan(0);
    }
    expect(build).toMatch(/^\d+\.\d+\.\d+/);
    expect(goVersion).toMatch(/^go1\./);
    expect(Math.abs((startMs ?? 0) - Date.now())).toBeLessThan(120_000);
    expect(await room.probe(ref, target, never)).toMatchObject({ goVersion, forms: [0, 1, 2], problem: null });
  }, 60_000);
}

/**
 * A server that starts up lists no targets for a moment, which discovery would remember: each try has a room of its
 * own.
 */
async function waitForTarget(ref: Parameters<ReturnType<typeof openRoom>['select']>[0]): Promise<{
  target: Target;
  room: ReturnType<typeof openRoom>;
}> {
  for (;;) {
    const room = openRoom();
    const selected = await room.select(ref, []);
    const target = selected.ok ? selected.value[0] : undefined;
    if (target !== undefined) return { target, room };
    await room.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function findFreePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
