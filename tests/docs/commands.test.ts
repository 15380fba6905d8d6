// The commands of README and docs do what the pages say: each `parked …` line of a shell block runs as it stands, on a
// server and files that are put in the place of the reader's own. Shorter series stand for long ones.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPprofServer, type PprofServer } from '../../src/backend/testing/pprof-server.ts';
import { run } from '../../src/cli/testing/run.ts';

const projectDir = resolve(__dirname, '../..');
const recorded = join(projectDir, 'src/backend/testing/recorded');
const pages = ['README.md', ...readdirSync(join(projectDir, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

interface Documented {
  readonly page: string;
  readonly line: string;
  readonly words: readonly string[];
}

/** Lines of shell blocks, without comments, redirections and pipes. */
function listCommands(): readonly Documented[] {
  return pages.flatMap((page) => {
    const text = readFileSync(join(projectDir, page), 'utf8');
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) => (match[1] ?? '').split('\n'));
    return blocks.flatMap((line) => {
      const command = /(?:^|\| )(parked .*)$/.exec(line.replace(/\s+#.*$/, ''))?.[1];
      if (command === undefined || command.includes('…')) return [];
      const [own = ''] = command.split(/ (?:>|&|\|)/);
      const words = [...own.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      return [{ page, line: own.trim(), words: words.slice(1) }];
    });
  });
}

const commands = listCommands();
const isRun = ({ words: [name = ''] }: Documented) => ['report', 'diff', 'list'].includes(name);

let target: PprofServer;
let folder: string;
beforeAll(async () => {
  target = await startPprofServer();
  folder = mkdtempSync(join(tmpdir(), 'parked-docs-'));
});
afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true });
});

/** The reader's own things. */
function replace(word: string): string {
  if (/^(https?:\/\/)?[a-z0-9-]+:6060$/.test(word)) return word.startsWith('http') ? target.url : target.host;
  if (/\.pb\.gz$/.test(word)) return keep(word, 'goroutine-debug0.pb.gz');
  if (/\.txt$/.test(word) || word === '-') return keep(word === '-' ? 'input.txt' : word, 'goroutine-debug2.txt');
  if (word.startsWith('~/')) return folder;
  return word;
}

function keep(name: string, from: string): string {
  const path = join(folder, name.replaceAll('/', '_'));
  copyFileSync(join(recorded, from), path);
  return path;
}

function shorten(words: readonly string[]): readonly string[] {
  const times: Readonly<Record<string, string>> = { '--every': '10ms', '--for': '40ms' };
  return words.map((word, index) => times[words[index - 1] ?? ''] ?? word);
}

test('there are commands on the pages', () => {
  expect(commands.filter(isRun).length).toBeGreaterThan(12);
  expect(new Set(commands.map(({ words: [name] }) => name))).toEqual(
    new Set(['report', 'diff', 'list', 'serve', 'mcp', 'doctor', 'collect', 'test', 'watch']),
  );
});

test('no page, example or script runs a program of a name that somebody else can take', () => {
  const folders = ['docs', 'provisioning', 'scripts'].flatMap((folder) =>
    readdirSync(join(projectDir, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const texts = ['README.md', ...folders].filter((path) => /\.(md|ya?ml|ts|sh)$/.test(path));
  const runs = texts.filter((path) => {
    const text = readFileSync(join(projectDir, path), 'utf8').replaceAll('`npx parked` would run what', '');
    return /\bnpx (--?\S+ )*parked\b/.test(text);
  });
  expect(runs).toEqual([]);
});

test.each(commands.filter(isRun).map((one) => [one.page, one.line, one] as const))(
  '%s: %s',
  async (_page, _line, { words }) => {
    const { status, error } = await run(shorten(words).map(replace));
    // 3 is what --fail-on promises. The server has no leak profile: it is told what brings it.
    const isLeakProfile = words.includes('goroutineleak') && error.includes('GOEXPERIMENT=goroutineleakprofile');
    expect({ status: isLeakProfile ? 0 : status === 3 ? 0 : status, error: isLeakProfile ? '' : error }).toEqual({
      status: 0,
      error: '',
    });
  },
);

test.each(commands.map((one) => [one.page, one.line, one] as const))(
  '%s: %s has options that exist',
  async (_page, _line, { words: [name = '', ...words] }) => {
    const { out } = await run([name, '--help']);
    expect(words.filter((word) => word.startsWith('--') && !out.includes(word))).toEqual([]);
  },
);
