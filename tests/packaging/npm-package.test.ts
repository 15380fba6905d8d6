// `npm pack` in a clone makes a package that works. It is built, installed under a fresh prefix, and run by the
// system's Node, which may be as old as 20.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { startWorkbench } from '../workbench/support/workbench.ts';

const projectDir = resolve(__dirname, '../..');
const dump = join(projectDir, 'tests/packaging/leak.txt');
let folder: string;
let installed: string;

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-npm-'));
  const clone = join(folder, 'clone');
  for (const path of run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], projectDir).split(
    '\0',
  )) {
    if (!/^(src|scripts|bin|img|types|[^/]+$)/.test(path) || !existsSync(join(projectDir, path))) continue;
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    cpSync(join(projectDir, path), join(clone, path));
  }
  symlinkSync(join(projectDir, 'node_modules'), join(clone, 'node_modules'));
  const [name] = run('npm', ['pack', '--silent', '--pack-destination', folder], clone).trim().split('\n').slice(-1);
  installed = join(folder, 'prefix');
  run('npm', ['install', '--global', '--offline', '--prefix', installed, join(folder, name ?? '')], folder);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the command says its version, and reports on a dump', () => {
  const command = join(installed, 'bin/parked');
  expect(run(command, ['--version'], folder)).toMatch(/^\d+\.\d+\.\d+/);
  const report = JSON.parse(run(command, ['report', '--json', dump], folder)) as { groups: { count: number }[] };
  expect(report.groups).toMatchObject([{ function: 'main.produce.func', state: 'chan send', count: 2 }]);
});

test('the workbench keeps a history in memory where Node has no SQLite, as Node 20 has none', async () => {
  const target = await startScriptedTarget({ leak: 10 });
  const command = [process.execPath, '--no-experimental-sqlite', join(installed, 'bin/parked')] as const;
  const workbench = await startWorkbench([target.url, '--every', '1s'], command);
  try {
    let known = await ask(workbench.url);
    for (let count = 20; known.verdict !== 'rising'; count += 10) {
      target.run({ leak: count });
      await wait(200);
      known = await ask(workbench.url);
    }
    expect(known.trend.length).toBeGreaterThanOrEqual(3);
    expect(known.trend[0]).toBe(10);
    expect(workbench.errors()).toBe('');
  } finally {
    await workbench.interrupt();
    await target.close();
  }
});

/** The counts of the one stack in its history, and the state of the process. */
async function ask(url: string): Promise<{ readonly trend: readonly number[]; readonly verdict: unknown }> {
  const nowMs = Date.now();
  const body = {
    queries: [
      { refId: 'a', queryType: 'trend' },
      { refId: 'b', queryType: 'verdict' },
    ],
    range: { fromMs: nowMs - 60_000, toMs: nowMs },
    maxDataPoints: 600,
  };
  const answered = await new Promise<string>((resolve, reject) => {
    const sent = request(new URL('/api/query', url), { method: 'POST' }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => resolve(text));
    });
    sent.setHeader('Content-Type', 'application/json').on('error', reject).end(JSON.stringify(body));
  });
  const { answers } = JSON.parse(answered) as { answers: Record<string, { frames: Frame[] }> };
  const read = (refId: string, name: string) =>
    answers[refId]?.frames[0]?.fields.find((field) => field.name === name)?.values ?? [];
  return { trend: read('a', 'count').filter((value) => typeof value === 'number'), verdict: read('b', 'state')[0] };
}

interface Frame {
  readonly fields: readonly { readonly name: string; readonly values: readonly unknown[] }[];
}

const consumer = `
import { diff, explain, groupGoroutines, judge, readProfiles } from 'parked';
import { readFileSync } from 'node:fs';
const read = readProfiles(readFileSync(process.argv[2] ?? ''));
if (!read.ok) throw new Error(read.message);
const [profile] = read.profiles;
if (profile === undefined) throw new Error('there is no profile');
const [group] = groupGoroutines(profile, { states: ['chan send'] });
const cause: string | undefined = group && explain(group)?.id;
const count: number | undefined = group?.count;
console.log(JSON.stringify({ count, cause, judged: judge([profile]).groups.length, changes: diff(profile, profile).length }));
`;

test('the library has types, and reads, groups, explains, compares and judges', () => {
  const project = join(folder, 'consumer');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(join(installed, 'lib/node_modules/parked'), join(project, 'node_modules/parked'));
  symlinkSync(join(projectDir, 'node_modules/@types'), join(project, 'node_modules/@types'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'main.ts'), consumer);
  const tsc = join(projectDir, 'node_modules/typescript/bin/tsc');
  const flags = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--skipLibCheck',
    'false',
  ];
  run('node', [tsc, ...flags, 'main.ts'], project);
  expect(JSON.parse(run('node', ['main.js', dump], project))).toEqual({
    count: 2,
    cause: 'early-return',
    judged: 1,
    changes: 0,
  });
  expect(() => run('node', ['-e', `import('parked/build/cli/executable.js')`], project)).toThrow(
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
  );
});

test('the package carries the licences of what is bundled into it', () => {
  const licences = readFileSync(join(installed, 'lib/node_modules/parked/build/cli/THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['preact', 'uplot', 'commander', 'sql.js', '@modelcontextprotocol/sdk']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: [\\w. -]+ \\(in the command`, 'mi'));
  }
  expect(licences).toContain('Permission is hereby granted, free of charge');
  expect(licences).not.toContain('Bun ');
});

test('the package brings no other package and runs nothing when it is installed', () => {
  expect(readdirSync(join(installed, 'lib/node_modules'))).toEqual(['parked']);
  expect(existsSync(join(installed, 'lib/node_modules/parked/node_modules'))).toBe(false);
});
