// A release contains nothing of the machine that built it, and its bytes are the same for every builder.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join, relative, resolve } from 'node:path';

jest.setTimeout(1_800_000);

const projectDir = resolve(__dirname, '../..');
const canary = 'c4n4ryhome0042';
const remote = `https://${canary}user:${canary}token@git.example/parked.git`;
const parts = ['backend', 'cli', 'frontend'];

let folder: string;
let builds: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-supply-'));
  // A commit may be made in between.
  const commit = run('git', ['rev-parse', 'HEAD'], projectDir).trim();
  builds = ['one', 'another/deeper'].map((name, index) => build(commit, join(folder, name), index));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The committed sources in a separate folder, built in an environment that holds secrets. */
function build(commit: string, path: string, index: number): string {
  mkdirSync(path, { recursive: true });
  const home = join(folder, canary, String(index));
  mkdirSync(home, { recursive: true });
  run('bash', ['-c', `git archive ${commit} | tar -x -C '${path}'`], projectDir);
  // Bundlers follow links to where a package really lies, which has to be here; as hard links it costs no room.
  run('bash', ['-c', `cp -al node_modules '${path}/' || cp -a node_modules '${path}/'`], projectDir);
  run('git', ['init', '--quiet'], path);
  run('git', ['remote', 'add', 'origin', remote], path);
  const epoch = run('git', ['log', '-1', '--format=%ct', commit], projectDir).trim();
  const secrets = { HOME: home, USER: canary, NPM_TOKEN: canary, GITHUB_TOKEN: canary, CANARY: canary };
  const env = {
    PATH: process.env['PATH'],
    SOURCE_DATE_EPOCH: epoch,
    TZ: index === 0 ? 'UTC' : 'Asia/Kathmandu',
    ...secrets,
  };
  for (const part of parts) run(process.execPath, ['scripts/build.ts', part], path, env);
  return path;
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`);
  return stdout;
}

/** Everything that is shipped, by its path. */
function readShipped(path: string): ReadonlyMap<string, Buffer> {
  const files = ['dist', 'build/cli'].flatMap((part) =>
    readdirSync(join(path, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(files.sort().map((file) => [relative(path, file), readFileSync(file)]));
}

test('two builds, in other folders, by other users, in other time zones, give the same bytes', () => {
  const [one, another] = builds.map((path) => readShipped(path));
  const sums = (files: ReadonlyMap<string, Buffer> | undefined) =>
    [...(files ?? [])].map(([name, bytes]) => `${name} ${createHash('sha256').update(bytes).digest('hex')}`);
  expect(sums(one).length).toBeGreaterThan(10);
  expect(sums(another)).toEqual(sums(one));
  expect([...(another?.keys() ?? [])]).toEqual([...(one?.keys() ?? [])]);
});

/**
 * The comparison above would miss most folders without this: what gets into the first hashes of chunks changes
 * module.js only when it happens to sway minifying. Final hashes replace them everywhere but in the maps, where they
 * are compared.
 */
test('source maps keep the first hashes of their chunks, so that a folder within these shows every time', () => {
  for (const path of builds) {
    const chunks = readdirSync(join(path, 'dist')).filter((name) => /^module-.*\.js\.map$/.test(name));
    const files = chunks.map(
      (name) => (JSON.parse(readFileSync(join(path, 'dist', name), 'utf8')) as { file: string }).file,
    );
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !/\?_cache=[0-9a-f]{20}$/.test(file))).toEqual([]);
    const module = readFileSync(join(path, 'dist/module.js'), 'utf8');
    expect(files.filter((file) => module.includes(file.replace(/^.*=/, '')))).toEqual([]);
  }
});

test('no file holds the folder it was built in, the home, name, variables or machine of who built it, or a remote', () => {
  const strangers = [canary, folder, projectDir, 'git.example', ...describeMachine()];
  const found = builds.flatMap((path) =>
    [...readShipped(path)].flatMap(([name, bytes]) =>
      strangers
        .filter((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le')))
        .map((text) => `${name}: ${text}`),
    ),
  );
  expect(found).toEqual([]);
});

/** Names that are too short or too common to recognise are left out. */
function describeMachine(): readonly string[] {
  const { username } = userInfo();
  return [homedir(), `/home/${username}`, hostname()].filter((text) => text.length > 5 && text !== 'localhost');
}
