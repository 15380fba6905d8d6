// `npm run detection -- --servers`: real servers under healthy load and misused, on loopback. Each runs twice: one
// process stays healthy to the end, the other is misused after a while.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setMaxListeners } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { createFiguresReader } from '../../../src/core/metrics/read-figures.ts';
import type { SampleFigures } from '../../../src/core/sample/model.ts';
import { readProfiles } from '../../../src/core/profile/reader.ts';
import { download } from '../../../scripts/capture/download.ts';
import { Random } from '../random.ts';
import { buildServer } from './build.ts';
import { rest } from './clients.ts';
import { judgeSeries } from './judge-series.ts';
import { servers } from './list.ts';
import type { Place, Program, Server } from './model.ts';
import { packSeries, SeriesRecorder, type RecordedSeries } from './recorded-series.ts';

export interface ServerRun {
  readonly minutes: number;
  /** Names of servers; all when empty. */
  readonly only: readonly string[];
  /** Where the recordings are written. */
  readonly folder: string;
}

const minuteMs = 60_000;
const sampleEveryMs = 15_000;
/** The load comes and goes once in so long. */
const waveMs = 20 * minuteMs;
/** The share of a run after which the misuse begins. */
const healthyShare = 1 / 8;
const misuseEveryMs = 10_000;
const maxMissed = 10;
const firstPort = 21_000;
const portsEach = 10;

/** Lines to print. */
export async function runServers({ minutes, only, folder }: ServerRun): Promise<readonly string[]> {
  const chosen = servers.filter(({ name }) => only.length === 0 || only.includes(name));
  const binaries: string[] = [];
  for (const server of chosen) binaries.push(await buildServer(server));
  mkdirSync(folder, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), 'parked-servers-'));
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const upstreams: ReturnType<typeof startUpstream>[] = [];
  try {
    const running = chosen.flatMap((server, index) =>
      [false, true].map(async (isMisused, copy) => {
        const base = firstPort + (2 * servers.indexOf(server) + copy) * portsEach;
        const place: Place = { folder: join(home, `${server.name}-${copy}`), port: (one) => base + one };
        mkdirSync(place.folder);
        upstreams.push(startUpstream(place.port(9)));
        const series = await runServer(server, binaries[index]!, place, isMisused, minutes * minuteMs, over.signal);
        writeFileSync(join(folder, `${server.name}-${isMisused ? 'misused' : 'healthy'}.json.gz`), packSeries(series));
        return { server, series };
      }),
    );
    const all = await Promise.allSettled(running);
    return all.flatMap((one) =>
      one.status === 'fulfilled'
        ? describe(one.value.server, one.value.series)
        : [`NOT MEASURED: ${String(one.reason)}`],
    );
  } finally {
    over.abort();
    for (const upstream of upstreams) upstream.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function runServer(
  server: Server,
  binary: string,
  place: Place,
  isMisused: boolean,
  lengthMs: number,
  over: AbortSignal,
): Promise<RecordedSeries> {
  const misuseAfterMs = lengthMs * healthyShare;
  const child = spawn(binary, server.configure(place), { stdio: 'ignore', cwd: place.folder });
  const ended = new AbortController();
  const until = AbortSignal.any([over, ended.signal]);
  setMaxListeners(0, until);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const startMs = Date.now();
    await waitFor(server, place);
    const random = new Random(place.port(0));
    for (const { perMinute, act } of server.healthy) {
      void keepActing(
        until,
        () => random.exponential(minuteMs / perMinute / readLoad(Date.now() - startMs)),
        () => act(place, random, until),
      );
    }
    if (isMisused) {
      setTimeout(() => {
        void keepActing(
          until,
          () => misuseEveryMs,
          () => server.misuse(place, random, until),
        );
      }, misuseAfterMs).unref();
    }
    const recorder = new SeriesRecorder();
    let missed = 0;
    for (let dueMs = startMs; dueMs < startMs + lengthMs; dueMs += sampleEveryMs) {
      await rest(Math.max(0, dueMs - Date.now()), until);
      // A server that closes its connection just then, or a busy machine, costs a sample. One that is gone ends
      // the run.
      const taken = await takeSample(server, place).catch((error: unknown) => {
        if (++missed > maxMissed) throw error;
      });
      if (taken !== undefined) recorder.add(taken.profile, Date.now(), taken.figures);
    }
    const misusedFromMs = isMisused ? startMs + misuseAfterMs : null;
    return recorder.finish({ server: server.name, version: server.version, misusedFromMs });
  } finally {
    ended.abort();
    child.kill('SIGTERM');
    await exited;
  }
}

async function takeSample({ name, profiles, metrics }: Server, { port }: Place) {
  const read = readProfiles(gunzipSync(await download(`${profiles(port)}/debug/pprof/goroutine`)));
  if (read.outcome !== 'read') throw new Error(`${name}: ${read.outcome}`);
  const figures = metrics === undefined ? null : readFigures(await download(metrics(port)));
  return { profile: read.profiles[0]!, figures };
}

/** From a quarter to all of the load, as by day and night. */
function readLoad(sinceMs: number): number {
  return 0.625 - 0.375 * Math.cos((2 * Math.PI * sinceMs) / waveMs);
}

async function keepActing(until: AbortSignal, pauseMs: () => number, act: () => Promise<void>): Promise<void> {
  while (!until.aborted) {
    await rest(pauseMs(), until);
    if (!until.aborted) void act();
  }
}

export async function waitFor(server: Program, { port }: Place): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return void (await download(`${server.profiles(port)}/debug/pprof/goroutine`));
    } catch (error) {
      if (attempt === 300) throw error;
      await sleep(200);
    }
  }
}

function readFigures(page: Buffer): SampleFigures | null {
  const reader = createFiguresReader();
  reader.push(page);
  const figures = reader.finish();
  return figures === undefined ? null : { values: figures.values, startMs: figures.startMs, build: figures.build };
}

/** What a proxy asks: it answers at once, after seconds, or never. */
function startUpstream(port: number) {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('never')) return;
    setTimeout(() => response.end('shop'), request.url?.endsWith('slow') ? 3_000 : 50);
  });
  server.requestTimeout = 0;
  server.listen(port, '127.0.0.1');
  return {
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

function describe(server: Server, series: RecordedSeries): string[] {
  const { afterMinutes, likely, suspects } = judgeSeries(series);
  const isMisused = series.misusedFromMs !== null;
  const [first] = suspects;
  const times = (['rising', 'watch', 'likely'] as const).map((grade) => `${grade} ${afterMinutes[grade] ?? '–'} min`);
  return [
    `${server.name} ${series.version}, ${isMisused ? server.fault : 'healthy'}: ${series.samples.length} samples; ${times.join(', ')}`,
    ...(isMisused
      ? [
          `  first: ${first === undefined ? 'none' : `${first.grade} ${first.count} ${first.state} ${first.function}, ${first.cause}`} ${server.causes.includes(first?.cause ?? '') ? '(right)' : '(WRONG)'}; ${suspects.length} suspects`,
        ]
      : [`  likely: ${likely.length === 0 ? 'none' : `WRONG: ${likely.join(', ')}`}`]),
    ...suspects.map(
      (one) =>
        `  ${one.grade.padEnd(7)} ${String(one.count).padStart(5)} ${one.state.padEnd(20)} ${one.function} (${one.cause ?? '–'})${one.parts.length > 0 ? ` with ${one.parts.length} parts` : ''}`,
    ),
  ];
}
