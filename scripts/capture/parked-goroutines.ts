// Recordings of programs that park goroutines and take profiles of themselves: every Go version, every form.
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipe } from './recipe.ts';
import type { Recording } from './recording.ts';
import { goVersions, minorOf, type GoVersion } from './toolchains.ts';
import type { BuildOptions, Workshop } from './workshop.ts';

/** The files that parkall leaves in its folder, and their meaning. */
const forms = {
  'debug0.pb.gz': { suffix: 'debug0', taken: '/debug/pprof/goroutine?debug=0', extension: 'pb.gz' },
  'debug1.txt': { suffix: 'debug1', taken: '/debug/pprof/goroutine?debug=1', extension: 'txt' },
  'before.txt': { suffix: 'debug2', taken: '/debug/pprof/goroutine?debug=2', extension: 'txt' },
  'leak0.pb.gz': { suffix: 'leak0', taken: '/debug/pprof/goroutineleak?debug=0', extension: 'pb.gz' },
  'leak1.txt': { suffix: 'leak1', taken: '/debug/pprof/goroutineleak?debug=1', extension: 'txt' },
  'leak2.txt': { suffix: 'leak2', taken: '/debug/pprof/goroutineleak?debug=2', extension: 'txt' },
} as const;

interface Variant {
  /** The text before the version in the name of the case. */
  readonly name: string;
  readonly args?: readonly string[];
  readonly build?: BuildOptions;
  readonly env?: Readonly<Record<string, string>>;
  /** Which forms to keep; default all that the program wrote. */
  readonly keep?: readonly string[];
  /** A note for origin.md. */
  readonly settings?: string;
}

export function parkedRecipes(): readonly Recipe[] {
  return [
    ...goVersions.map((version) => recipe(everything(version), version)),
    ...(['1.13.15', '1.20.14', '1.22.12', '1.26.8'] as const).map((version) =>
      recipe({ name: 'deep', args: ['-only', 'deep', '-more', 'deep'] }, version),
    ),
    ...(['1.20.14', '1.26.8'] as const).flatMap((version) => [
      recipe(trimmed, version),
      recipe(vendored, version),
      recipe(moved, version),
    ]),
    recipe({ name: 'running', args: ['-only', 'chans', '-more', 'spin'] }, '1.26.8'),
    recipe({ name: 'running', args: ['-only', 'chans', '-more', 'spin'] }, '1.19.13'),
    recipe({ name: 'tracing', args: ['-only', 'locks', '-more', 'trace'] }, '1.26.8'),
    recipe(ancestors, '1.26.8'),
    recipe(ancestors, '1.13.15'),
    recipe(labelled, '1.26.8'),
    recipe(small, '1.20.14'),
    recipe(small, '1.26.8'),
    recipe(aged, '1.19.13'),
    recipe(aged, '1.26.8'),
    ...(['1.19.13', '1.26.8'] as const).map(churn),
  ];
}

function everything(version: GoVersion): Variant {
  if (minorOf(version) !== '1.26') return { name: 'parkall' };
  return {
    name: 'parkall',
    build: { env: { GOEXPERIMENT: 'goroutineleakprofile' } },
    settings: 'built with GOEXPERIMENT=goroutineleakprofile',
  };
}

const someFiles = ['-only', 'chans,locks,names,dependencies'];

const trimmed: Variant = {
  name: 'trimpath',
  args: someFiles,
  build: { flags: ['-trimpath'] },
  settings: 'built with -trimpath',
};

const vendored: Variant = {
  name: 'vendor',
  args: someFiles,
  build: { flags: ['-mod=vendor'], prepare: (_, go) => go('mod', 'vendor') },
  settings: 'built with -mod=vendor',
};

const moved: Variant = {
  name: 'moved',
  args: someFiles,
  build: { folder: 'home/other/elsewhere', prepare: moveLines },
  settings: 'the same sources in another folder, every line ten further down',
};

const ancestors: Variant = {
  name: 'ancestors',
  args: ['-only', 'chans,locks'],
  env: { GODEBUG: 'tracebackancestors=5' },
  keep: ['debug2'],
  settings: 'GODEBUG=tracebackancestors=5',
};

const labelled: Variant = {
  name: 'labels',
  args: ['-only', 'labels'],
  env: { GODEBUG: 'tracebacklabels=1' },
  settings: 'GODEBUG=tracebacklabels=1',
};

const small: Variant = { name: 'small', args: ['-only', 'chans,labels'] };

const aged: Variant = { name: 'aged', args: ['-only', 'chans,locks,waits,command', '-age', '135s'], keep: ['debug2'] };

/** Ten more lines behind the package clause of every file. */
function moveLines(sources: string): void {
  for (const dir of ['parkall', 'queue.v2']) {
    for (const file of readdirSync(join(sources, dir))) {
      const path = join(sources, dir, file);
      writeFileSync(path, `${readFileSync(path, 'utf8').replace(/^package .*$/m, `$&\n${'\n//'.repeat(8)}\n`)}`);
    }
  }
}

function recipe(variant: Variant, version: GoVersion): Recipe {
  const name = `${variant.name}-go${minorOf(version)}`;
  return { name, take: async (workshop) => takeParked(workshop, name, variant, version) };
}

function takeParked(workshop: Workshop, name: string, variant: Variant, version: GoVersion): readonly Recording[] {
  const binary = join(workshop.root, 'parkall');
  cpSync(workshop.build('parkall', version, variant.build), binary);
  const dir = workshop.makeTemporaryDir();
  try {
    const ran = workshop.run(binary, [...(variant.args ?? []), '-out', dir], variant.env, 240_000);
    if (ran.status !== 0 || ran.stderr.length > 0) throw new Error(`${name}: ${ran.stderr.toString()}`);
    return Object.entries(forms).flatMap(([file, form]): Recording[] => {
      if (!existsSync(join(dir, file)) || variant.keep?.includes(form.suffix) === false) return [];
      return [
        {
          name: `${name}-${form.suffix}`,
          bytes: readFileSync(join(dir, file)),
          extension: form.extension,
          origin: {
            go: version,
            program: ['tests/programs/parkall', ...(variant.args ?? [])].join(' '),
            taken: form.taken,
            ...(variant.settings ? { settings: variant.settings } : {}),
          },
        },
      ];
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function churn(version: GoVersion): Recipe {
  const name = `churn-go${minorOf(version)}-delta`;
  return {
    name,
    take: async (workshop) => {
      const ran = workshop.run(workshop.build('churn', version), []);
      if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr.toString()}`);
      const origin = { go: version, program: 'tests/programs/churn', taken: '/debug/pprof/goroutine?seconds=1' };
      return [{ name, bytes: ran.stdout, extension: 'pb.gz', origin }];
    },
  };
}
