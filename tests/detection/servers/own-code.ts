// `npm run detection -- --own-code`: of the goroutines of real programs that have a frame of the program itself, how
// many are named by such a frame.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { download } from '../../../scripts/capture/download.ts';
import type { Profile } from '../../../src/core/profile/model.ts';
import { readProfiles } from '../../../src/core/profile/reader.ts';
import { interpretProfile } from '../../../src/core/stack/interpret.ts';
import { Random } from '../random.ts';
import { measureShare } from '../score.ts';
import { buildServer } from './build.ts';
import { servers } from './list.ts';
import type { Place, Program, Server } from './model.ts';
import { waitFor } from './run.ts';

interface Named extends Program {
  /** Functions of the program begin with one of these. */
  readonly prefixes: readonly string[];
  /** A binary of a distribution, instead of a build. */
  readonly binary?: string;
  readonly healthy?: Server['healthy'];
}

const base = (port: number): string => `http://127.0.0.1:${port}`;
const modules: Readonly<Record<string, readonly string[]>> = {
  'nats-server': ['github.com/nats-io/nats-server/'],
  caddy: ['github.com/caddyserver/caddy/'],
  // Its own modules are several.
  etcd: ['go.etcd.io/etcd/'],
  coredns: ['github.com/coredns/coredns/'],
  prometheus: ['github.com/prometheus/prometheus/'],
};

const exporter: Omit<Named, 'name' | 'version'> = {
  program: 'github.com/prometheus/node_exporter',
  prefixes: ['github.com/prometheus/node_exporter/'],
  configure: ({ port }) => [`--web.listen-address=127.0.0.1:${port(0)}`],
  profiles: (port) => base(port(0)),
};
const prometheus = servers.find(({ name }) => name === 'prometheus')!;

const programs: readonly Named[] = [
  ...servers.map((server) => ({ ...server, prefixes: modules[server.name]! })),
  { ...exporter, name: 'node_exporter', version: 'v1.12.1' },
  {
    name: 'pushgateway',
    program: 'github.com/prometheus/pushgateway',
    version: 'v1.11.1',
    prefixes: ['github.com/prometheus/pushgateway/'],
    configure: ({ port }) => [`--web.listen-address=127.0.0.1:${port(0)}`],
    profiles: (port) => base(port(0)),
  },
  { ...exporter, name: 'Debian: node-exporter', version: 'installed', binary: '/usr/bin/prometheus-node-exporter' },
  {
    ...prometheus,
    name: 'Debian: prometheus',
    version: 'installed',
    prefixes: modules['prometheus']!,
    binary: '/usr/bin/prometheus',
  },
  {
    name: 'Debian: victoria-metrics',
    program: 'github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics',
    version: 'installed',
    prefixes: ['github.com/VictoriaMetrics/VictoriaMetrics/'],
    binary: '/usr/bin/victoria-metrics',
    configure: ({ folder, port }) => [`-storageDataPath=${folder}/data`, `-httpListenAddr=127.0.0.1:${port(0)}`],
    profiles: (port) => base(port(0)),
  },
];

export interface NamedCount {
  /** Goroutines with a frame of the program. */
  readonly of: number;
  readonly named: number;
  /** Functions that name the others. */
  readonly others: readonly string[];
}

/** `prefixes`: of the program's functions. `main` is part of every program. */
export function countNamed(profile: Profile, prefixes: readonly string[]): NamedCount {
  const isOwn = (name: string): boolean => /^main\./.test(name) || prefixes.some((prefix) => name.startsWith(prefix));
  let of = 0;
  let named = 0;
  const others = new Set<string>();
  for (const { entry, stack } of interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries) {
    if (stack.profiler || !stack.frames.some(({ name }) => isOwn(name))) continue;
    of += entry.count;
    if (isOwn(stack.function)) named += entry.count;
    else others.add(stack.function);
  }
  return { of, named, others: [...others] };
}

/** Lines to print. What cannot be built or is not installed is said. */
export async function measureOwnCode(): Promise<readonly string[]> {
  const lines: string[] = [];
  const all = { of: 0, named: 0 };
  let measured = 0;
  const home = mkdtempSync(join(tmpdir(), 'parked-own-code-'));
  try {
    for (const [index, program] of programs.entries()) {
      const { name, version, binary } = program;
      if (binary !== undefined && !existsSync(binary)) {
        lines.push(`${name}: not installed`);
        continue;
      }
      const place: Place = { folder: join(home, String(index)), port: (one) => firstPort + index * 10 + one };
      mkdirSync(place.folder);
      const counted = countNamed(
        await takeProfile(program, binary ?? (await buildServer(program)), place),
        program.prefixes,
      );
      all.of += counted.of;
      all.named += counted.named;
      measured++;
      const rest = counted.others.length === 0 ? '' : `; not: ${counted.others.join(', ')}`;
      lines.push(`${name} ${version}: ${counted.named} of ${counted.of}${rest}`);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const { share, low, high } = measureShare(all.named, all.of);
  return [
    ...lines,
    `${measured} programs: ${all.named} of ${all.of}, ${share.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`,
  ];
}

const firstPort = 22_000;
const loadMs = 5_000;

/** While healthy clients are there. */
async function takeProfile(program: Named, binary: string, place: Place): Promise<Profile> {
  const child = spawn(binary, program.configure(place), { stdio: 'ignore', cwd: place.folder });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  try {
    await waitFor(program, place);
    const random = new Random(1);
    for (const { act } of program.healthy ?? []) {
      for (let client = 0; client < 10; client++) void act(place, random, over.signal);
    }
    await sleep(loadMs);
    const read = readProfiles(gunzipSync(await download(`${program.profiles(place.port)}/debug/pprof/goroutine`)));
    if (read.outcome !== 'read') throw new Error(`${program.name}: ${read.outcome}`);
    return read.profiles[0]!;
  } finally {
    over.abort();
    child.kill('SIGTERM');
    await exited;
  }
}
