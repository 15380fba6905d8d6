// Real servers that keep series, started on loopback with a folder of their own: what the Prometheus engine is held to.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';

export interface SeriesServer {
  readonly url: string;
  readonly remoteWrite: string;
  /** Waits until the written samples can be read. */
  settle(): Promise<void>;
  /** SIGSTOP: it takes connections and answers none, until `go`. */
  stop(): void;
  go(): void;
  /** SIGKILL. `start` brings it back on the same port, with its data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

export interface SeriesServerKind {
  readonly name: string;
  readonly program: string;
  /** Appended to a test's name where the program is missing. */
  readonly missing: string | undefined;
  start(config?: object): Promise<SeriesServer>;
}

const prometheus = '/usr/bin/prometheus';
const victoriaMetrics = '/usr/bin/victoria-metrics';

export const seriesServers: readonly SeriesServerKind[] = [
  {
    name: 'Prometheus',
    program: prometheus,
    missing: existsSync(prometheus) ? undefined : `there is no ${prometheus}`,
    start: (config = {}) =>
      startServer(prometheus, '/-/ready', undefined, (port, folder) => {
        // JSON is YAML.
        writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
        return [
          `--config.file=${join(folder, 'prometheus.yml')}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--web.enable-remote-write-receiver',
        ];
      }),
  },
  {
    name: 'VictoriaMetrics',
    program: victoriaMetrics,
    missing: existsSync(victoriaMetrics) ? undefined : `there is no ${victoriaMetrics}`,
    start: () =>
      startServer(victoriaMetrics, '/health', '/internal/force_flush', (port, folder) => [
        `-storageDataPath=${join(folder, 'data')}`,
        `-httpListenAddr=127.0.0.1:${port}`,
        '-retentionPeriod=100y',
      ]),
  },
];

async function startServer(
  program: string,
  readyPath: string,
  flushPath: string | undefined,
  listArguments: (port: number, folder: string) => readonly string[],
): Promise<SeriesServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parked-series-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const args = listArguments(port, folder);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(program, args, { stdio: 'ignore' });
    for (let tries = 0; tries < 600; tries++) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}.`);
      if ((await readStatus(`${url}${readyPath}`)) === 200) return;
      await pause(100);
    }
    throw new Error(`${program} is not ready after a minute.`);
  }

  async function kill(): Promise<void> {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url,
    remoteWrite: `${url}/api/v1/write`,
    settle: async () => {
      if (flushPath !== undefined) await readStatus(`${url}${flushPath}`);
    },
    stop: () => void child?.kill('SIGSTOP'),
    go: () => void child?.kill('SIGCONT'),
    kill,
    start,
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** 0 if nothing answers. */
function readStatus(url: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', () => resolve(0));
  });
}
