// Recordings of real servers, as Debian packages them, under a little load on loopback.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { download } from './download.ts';
import type { Recipe } from './recipe.ts';
import type { Recording } from './recording.ts';
import type { Workshop } from './workshop.ts';

interface Server {
  readonly name: string;
  readonly command: string;
  readonly port: number;
  readonly args: (dir: string, port: number) => readonly string[];
  /** Requested several times concurrently while the profiles are taken. */
  readonly load: string;
}

const servers: readonly Server[] = [
  {
    name: 'prometheus',
    command: '/usr/bin/prometheus',
    port: 19090,
    args: (dir, port) => [
      `--config.file=${writeConfig(dir, port)}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    load: '/api/v1/query?query=up',
  },
  {
    name: 'node-exporter',
    command: '/usr/bin/prometheus-node-exporter',
    port: 19100,
    args: (_, port) => [`--web.listen-address=127.0.0.1:${port}`],
    load: '/metrics',
  },
  {
    name: 'victoria-metrics',
    command: '/usr/bin/victoria-metrics',
    port: 18428,
    args: (dir, port) => [`-storageDataPath=${join(dir, 'data')}`, `-httpListenAddr=127.0.0.1:${port}`],
    load: '/api/v1/query?query=up',
  },
];

export function serverRecipes(): readonly Recipe[] {
  return servers.map((server) => ({ name: server.name, take: (workshop) => takeServer(workshop, server) }));
}

async function takeServer(workshop: Workshop, server: Server): Promise<readonly Recording[]> {
  const dir = workshop.makeTemporaryDir();
  const running = workshop.start(server.command, server.args(dir, server.port));
  const base = `http://127.0.0.1:${server.port}`;
  try {
    await waitUntilItAnswers(`${base}/metrics`);
    await sleep(3_000);
    const recordings: Recording[] = [];
    for (const form of [0, 1, 2] as const) {
      const load = Array.from({ length: 5 }, () => download(base + server.load));
      recordings.push({
        name: `${server.name}-debug${form}`,
        bytes: await download(`${base}/debug/pprof/goroutine?debug=${form}`),
        extension: form === 0 ? 'pb.gz' : 'txt',
        origin: {
          go: readBuildVersion(server.command),
          program: `${server.command}, Debian package ${readPackage(server.command)}`,
          taken: `/debug/pprof/goroutine?debug=${form}, while ${server.load} is asked for`,
        },
      });
      await Promise.all(load);
    }
    return recordings;
  } finally {
    running.child.kill('SIGTERM');
    await running.ended;
    rmSync(dir, { recursive: true });
  }
}

/** It scrapes itself, so that its scrape loops appear. */
function writeConfig(dir: string, port: number): string {
  const file = join(dir, 'prometheus.yml');
  const target = `  - job_name: self\n    scrape_interval: 1s\n    static_configs:\n      - targets: ['127.0.0.1:${port}']\n`;
  writeFileSync(file, `scrape_configs:\n${target}`);
  return file;
}

async function waitUntilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await download(url);
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}

function readBuildVersion(command: string): string {
  return spawnSync('go', ['version', command], { encoding: 'utf8' }).stdout.trim().split('go').at(-1) ?? '';
}

function readPackage(command: string): string {
  const name = spawnSync('dpkg', ['-S', command], { encoding: 'utf8' }).stdout.split(':')[0] ?? '';
  return spawnSync('dpkg-query', ['-W', name], { encoding: 'utf8' }).stdout.trim().replace('\t', ' ');
}
