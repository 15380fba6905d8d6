// Recordings beyond Go's own compiler on Linux: gccgo, whose dumps look otherwise, and a Windows program under Wine.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipe } from './recipe.ts';
import type { Recording } from './recording.ts';
import type { BuildOptions, Workshop } from './workshop.ts';

const files = { 'debug0.pb.gz': 'debug0', 'debug1.txt': 'debug1', 'before.txt': 'debug2' } as const;

export function otherRecipes(): readonly Recipe[] {
  return [
    { name: 'gccgo', take: async (workshop) => takeGccgo(workshop) },
    { name: 'windows', take: async (workshop) => takeWindows(workshop) },
  ];
}

/** gccgo 12 implements Go 1.18 without generics. */
function takeGccgo(workshop: Workshop): readonly Recording[] {
  const options: BuildOptions = {
    flags: ['-tags', 'offline'],
    goCommand: '/usr/bin/go-12',
    env: { GCCGO: '/usr/bin/gccgo-12', CGO_ENABLED: '1', GOROOT: '' },
    prepare: (sources) => rmSync(join(sources, 'parkall', 'generics.go')),
  };
  const binary = workshop.build('parkall', '1.18.10', options);
  const args = ['-only', 'chans,locks,names,labels'];
  return take(workshop, binary, [], args, { name: 'gccgo', go: 'gccgo 12.2 (Go 1.18), Debian package gccgo-12' });
}

/** Go 1.21 and later ask Windows for more than the Wine that Debian 12 has. */
function takeWindows(workshop: Workshop): readonly Recording[] {
  const toolchain = join(workshop.root, 'sdk', 'go1.20.14');
  const moves = [
    `${join(workshop.root, 'garage')}=>C:/Users/Garage Owner/Documents/garage`,
    `${toolchain}=>C:/Program Files/Go`,
    `${join(workshop.root, 'go')}=>C:/Users/Garage Owner/go`,
  ];
  const rewrite = `all='-trimpath=${moves.join(';')}'`;
  const options: BuildOptions = {
    flags: [`-gcflags=${rewrite}`, `-asmflags=${rewrite}`],
    env: { GOOS: 'windows' },
  };
  const binary = workshop.build('parkall', '1.20.14', options);
  const args = ['-only', 'chans,locks,names,dependencies'];
  return take(workshop, 'wine', [binary], args, {
    name: 'windows-go1.20',
    go: '1.20.14, GOOS=windows, run by Wine 8.0',
    settings: 'built on Linux; the compiler was told to write the paths that a build on Windows would have',
  });
}

interface Told {
  readonly name: string;
  readonly go: string;
  readonly settings?: string;
}

function take(
  workshop: Workshop,
  command: string,
  before: readonly string[],
  args: readonly string[],
  { name, ...told }: Told,
): readonly Recording[] {
  const dir = workshop.makeTemporaryDir();
  try {
    const env = { WINEPREFIX: join(workshop.root, 'wine'), WINEDEBUG: '-all' };
    const ran = workshop.run(command, [...before, ...args, '-out', dir], env, 120_000);
    if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr.toString()}`);
    return Object.entries(files).map(([file, form]) => ({
      name: `${name}-${form}`,
      bytes: readFileSync(join(dir, file)),
      extension: file.endsWith('.gz') ? 'pb.gz' : 'txt',
      origin: {
        ...told,
        program: ['tests/programs/parkall', ...args].join(' '),
        taken: `/debug/pprof/goroutine?debug=${form.slice(-1)}`,
      },
    }));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
