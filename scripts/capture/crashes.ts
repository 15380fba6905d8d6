// Recordings of what the runtime prints when a program ends badly, and of programs in C calls.
import { setTimeout as sleep } from 'node:timers/promises';
import { download } from './download.ts';
import type { Recipe } from './recipe.ts';
import type { Recording } from './recording.ts';
import { minorOf, type GoVersion } from './toolchains.ts';

const ways = [
  'panic',
  'panic-error',
  'panic-lines',
  'panic-type',
  'panic-again',
  'panic-goroutine',
  'nil-pointer',
  'closed-channel',
  'deadlock',
  'deadlock-locked',
  'goexit',
  'unlock',
  'map-writes',
  'stack-overflow',
  'recovered-server',
] as const;

const oldest = '1.13.15';
const middle = '1.20.14';
const installed = '1.26.8';
const newest = '1.27.4';

export function crashRecipes(): readonly Recipe[] {
  return [
    ...ways.map((way) => crash(way, installed)),
    ...(['panic', 'panic-again', 'nil-pointer', 'deadlock', 'goexit', 'stack-overflow'] as const).flatMap((way) => [
      crash(way, oldest),
      crash(way, middle),
      crash(way, newest),
    ]),
    ...(['all', 'system', 'crash'] as const).map((level) => crash('panic', installed, level)),
    crash('panic', oldest, 'system'),
    ...([oldest, installed] as const).flatMap((version) => [
      crash('panic-spinning', version, 'all'),
      crash('map-writes', version, 'all'),
    ]),
    crash('abort', installed),
    ...([oldest, middle, installed, newest] as const).map((version) => quit(version, '')),
    ...(['single', 'all', 'system', 'crash'] as const).map((level) => quit(installed, level)),
    quit(oldest, 'crash'),
    quit('1.22.12', 'system'),
    ...(['1.17.13', installed, newest] as const).map((version) => quit(version, 'system', 'names')),
    ...(['1.16.15', middle, installed] as const).map((version) => quit(version, '', 'spin')),
    race(installed),
    race(middle),
    cgo(installed, false),
    cgo(installed, true),
    cgo(middle, false),
  ];
}

function crash(way: string, version: GoVersion, level = ''): Recipe {
  const name = ['crash', way, ...(level ? [`traceback-${level}`] : []), `go${minorOf(version)}`].join('-');
  return {
    name,
    take: async (workshop) => {
      const ran = workshop.run(workshop.build('crash', version), ['-way', way], tracebackLevel(level));
      return [describe(name, ran.stderr, version, `tests/programs/crash -way ${way}`, 'standard error', level)];
    },
  };
}

/** Goroutines that are parked when the program is told to quit, with their words in the name of the case. */
const quitting = {
  '': ['-only', 'chans,locks,labels'],
  names: ['-only', 'names'],
  spin: ['-only', 'chans', '-more', 'spin'],
} as const;

function quit(version: GoVersion, level: string, what: keyof typeof quitting = ''): Recipe {
  const words = ['quit', ...(what ? [what] : []), ...(level ? [`traceback-${level}`] : []), `go${minorOf(version)}`];
  const name = words.join('-');
  return {
    name,
    take: async (workshop) => {
      const args = quitting[what];
      const running = workshop.start(workshop.build('parkall', version), args, tracebackLevel(level));
      await running.firstLine;
      await sleep(300);
      running.child.kill('SIGQUIT');
      const text = Buffer.from(await running.ended);
      const program = `tests/programs/parkall ${args.join(' ')}`;
      return [describe(name, text, version, program, 'standard error after SIGQUIT', level)];
    },
  };
}

function race(version: GoVersion): Recipe {
  const name = `race-go${minorOf(version)}`;
  return {
    name,
    take: async (workshop) => {
      const binary = workshop.build('race', version, { flags: ['-race'], env: { CGO_ENABLED: '1' } });
      const ran = workshop.run(binary, []);
      return [describe(name, ran.stderr, version, 'tests/programs/race, built with -race', 'standard error', '')];
    },
  };
}

function cgo(version: GoVersion, traceback: boolean): Recipe {
  const name = `cgo${traceback ? '-traceback' : ''}-go${minorOf(version)}`;
  return {
    name,
    take: async (workshop) => {
      const binary = workshop.build('cgocall', version, { env: { CGO_ENABLED: '1' } });
      const args = traceback ? ['-traceback'] : [];
      const program = ['tests/programs/cgocall', ...args].join(' ');
      const running = workshop.start(binary, args, tracebackLevel('crash'));
      const base = `${await running.firstLine}/debug/pprof/goroutine?debug=`;
      const recordings: Recording[] = [];
      for (const form of [0, 1, 2] as const) {
        recordings.push({
          name: `${name}-debug${form}`,
          bytes: await download(`${base}${form}`),
          extension: form === 0 ? 'pb.gz' : 'txt',
          origin: { go: version, program, taken: `/debug/pprof/goroutine?debug=${form}` },
        });
      }
      running.child.kill('SIGQUIT');
      const text = Buffer.from(await running.ended);
      return [...recordings, describe(`${name}-quit`, text, version, program, 'standard error after SIGQUIT', 'crash')];
    },
  };
}

function describe(
  name: string,
  bytes: Uint8Array,
  go: GoVersion,
  program: string,
  taken: string,
  level: string,
): Recording {
  const settings = level ? { settings: `GOTRACEBACK=${level}` } : {};
  return { name, bytes, extension: 'txt', origin: { go, program, taken, ...settings } };
}

function tracebackLevel(level: string): Readonly<Record<string, string>> {
  return level ? { GOTRACEBACK: level } : {};
}
