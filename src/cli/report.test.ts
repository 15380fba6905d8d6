import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readRecorded, startPprofServer } from '../backend/testing/pprof-server.ts';
import type { PprofServer } from '../backend/testing/pprof-server.ts';
import { packTar } from '../core/profile/testing/pack-tar.ts';
import { profileBytes } from '../core/profile/testing/profile-bytes.ts';
import { run } from './testing/run.ts';

const recordedFolder = join(__dirname, '../backend/testing/recorded');
const recorded = (name: string) => join(recordedFolder, name);
const dump = recorded('goroutine-debug2.txt');
const counts = recorded('goroutine-debug1.txt');
const samples = recorded('goroutine-debug0.pb.gz');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function save(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Document {
  readonly version: number;
  readonly profiles: readonly Readonly<Record<string, unknown>>[];
  readonly groups: readonly (Readonly<Record<string, unknown>> & { readonly frames: readonly unknown[] })[];
  readonly suspects: readonly Readonly<Record<string, unknown>>[];
  readonly verdicts: readonly Readonly<Record<string, unknown>>[];
}

async function readJson(argv: readonly string[]): Promise<Document> {
  const { status, out, error } = await run(['report', '--json', ...argv]);
  expect({ status, error }).toEqual({ status: 0, error: '' });
  return JSON.parse(out) as Document;
}

/** What differs between machines and runs. */
const masked = (text: string) => text.replaceAll(folder, '<folder>').replaceAll(recordedFolder, '<recorded>');

describe('files', () => {
  test.each([
    ['debug=2', dump],
    ['debug=1', counts],
    ['debug=0', samples],
  ])('of the form %s are read', async (format, path) => {
    const { version, profiles, groups } = await readJson([path]);
    expect(version).toBe(1);
    expect(profiles).toMatchObject([{ source: path, profile: 'goroutine', format, unparsed: 0, truncated: false }]);
    expect(groups[0]).toMatchObject({ count: 30, function: 'main.produce', location: 'main.go:17' });
    expect(groups.reduce((sum, group) => sum + Number(group['count']), 0)).toBe(
      Number(profiles[0]?.['goroutines']) - 1,
    );
  });

  test('packed with gzip are read as well', async () => {
    const path = save('dump.gz', gzipSync(readRecorded('goroutine-debug2.txt')));
    expect((await readJson([path])).groups[0]).toMatchObject({ count: 30 });
  });

  test('with several dumps are a series, reported as it is at its end', async () => {
    const path = save(
      'two.txt',
      `${readRecorded('goroutine-debug1.txt').toString()}\n${readRecorded('goroutine-debug1.txt').toString()}`,
    );
    const { profiles, groups } = await readJson([path]);
    expect(profiles).toHaveLength(2);
    expect(groups[0]).toMatchObject({ count: 30 });
  });

  test('that are a tar.gz of two dumps are two sources, named in their order', async () => {
    const counted = (count: number) =>
      Buffer.from(`goroutine profile: total ${count}\n${count} @ 0x1\n#\t0x1\tmain.f+0x1\t/src/a.go:1\n`);
    const path = save('bundle.tar.gz', gzipSync(packTar({ 'worker/b.txt': counted(7), 'api/a.txt': counted(4) })));
    const { profiles, groups } = await readJson([path]);
    expect(profiles).toMatchObject([
      { source: `${path}: worker/b.txt`, goroutines: 7 },
      { source: `${path}: api/a.txt`, goroutines: 4 },
    ]);
    // The same stack twice: each file is a target.
    expect(groups.map((group) => group['count'])).toEqual([7, 4]);
  });

  test('of which no goroutine can be read end with status 1', async () => {
    const { status, out, error } = await run(['report', save('cut.txt', 'goroutine profile: total 5\n')]);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toContain('cut.txt: none of its 5 goroutines could be read. The profile announces 5 goroutines');
  });

  test('whose lines stand newest first end with status 1 and the way out', async () => {
    const text = 'goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.f+0x1\t/src/a.go:1\n';
    const turned = `${text.trimEnd().split('\n').reverse().join('\n')}\n`;
    const { status, error } = await run(['report', save('turned.txt', turned)]);
    expect(status).toBe(1);
    expect(error).toContain('Sort the log oldest first: tac FILE.');
  });

  test('of different binaries are no series without a word', async () => {
    const write = (binary: string, buildId: string) =>
      save(
        `${binary.replaceAll('/', '-')}.pb`,
        profileBytes({ binary, buildId, samples: [{ values: [3], stack: ['main.f'] }] }),
      );
    const [shop, moved, cart] = [write('/bin/shop', 'a1'), write('/opt/shop', 'a1'), write('/bin/cart', 'b2')];
    expect((await run(['report', shop, cart])).out).toContain(
      'The profiles are of 2 different binaries: /bin/shop (build a1), /bin/cart (build b2).',
    );
    expect((await run(['report', shop, moved])).out).not.toContain('different binaries');
  });

  test.each([
    ['missing.txt', 'there is no such file'],
    ['', 'it holds no files'],
  ])('that cannot be read end with status 1 and a reason: %j', async (name, reason) => {
    const { status, out, error } = await run(['report', join(folder, name)]);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toContain(reason);
  });

  test('that hold no profile say what to do', async () => {
    const { status, error } = await run(['report', save('notes.txt', 'Dear diary\n')]);
    expect(status).toBe(1);
    expect(error).toMatch(/notes\.txt: This begins with "Dear diary" and is no goroutine profile\. Send ./);
  });

  test('that break off are read as far as they go, and say so', async () => {
    const text = readRecorded('goroutine-debug2.txt').toString();
    const path = save('cut.txt', text.slice(0, text.lastIndexOf('created by') + 13));
    const { status, out } = await run(['report', path]);
    expect(status).toBe(0);
    expect(out).toContain('cut.txt is cut short: goroutines are missing at its end.');
  });
});

test('a leak profile with nothing in it is good news', async () => {
  const { status, out } = await run(['report', save('leaks.txt', 'goroutineleak profile: total 0\n')]);
  expect({ status, error: out }).toMatchObject({ status: 0 });
  expect(out).toContain('The runtime finds no leaked goroutine. That is good news');
});

test('debug=1 and debug=2 of one moment show no growth', async () => {
  const { profiles, groups } = await readJson([counts, dump]);
  expect(profiles).toMatchObject([{ format: 'debug=2' }]);
  expect(groups[0]).toMatchObject({ change: null });
  expect((await readJson([counts, dump, '--interval', '1m'])).profiles).toHaveLength(2);
});

describe('the document of --json', () => {
  test('has exactly the fields that scripts rely on', async () => {
    const { groups, suspects, profiles } = await readJson([dump]);
    expect(Object.keys(profiles[0] ?? {})).toEqual([
      'source',
      'profile',
      'format',
      'time',
      'goroutines',
      'parsed',
      'unparsed',
      'truncated',
    ]);
    expect(groups.find((group) => group['function'] === 'main.consume')).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      state: 'chan receive',
      count: 12,
      change: null,
      growthPerMinute: null,
      since: null,
      leaked: 0,
      function: 'main.consume',
      location: 'main.go:18',
      creator: 'main.main.func',
      wait: { min: 1, max: 1 },
      labels: {},
      frames: [{ function: 'main.consume', file: 'shop/main.go', line: 18, own: true }],
    });
    const [proven, locked] = suspects;
    expect([proven]).toEqual([
      {
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        state: 'select (no cases)',
        function: 'main.never',
        location: 'main.go:19',
        grade: 'proven',
        once: false,
        parts: [],
        probability: 0.99,
        cause: 'empty-select',
        also: [],
        count: 3,
        proven: 3,
        growthPerMinute: null,
        since: null,
        changed: null,
        instances: { have: 1, of: 1, growing: 0 },
        costBytes: { low: 8_100, high: 8_100 },
        timeLeft: null,
        fix: expect.stringContaining('Return instead'),
        evidence: ['Nothing in the program can end the wait of all 3 in "select (no cases)".'],
        confidence: 'Certain',
        surer: [],
      },
    ]);
    expect(Object.keys(locked ?? {}).filter((name) => !Object.hasOwn(proven ?? {}, name))).toEqual(['waits', 'locks']);
  });

  test('holds all groups, or those up to a limit and the rest as one', async () => {
    const all = await readJson([dump]);
    const some = await readJson([dump, '--limit', '2']);
    expect(some.groups.map((group) => group['fingerprint'])).toEqual([
      all.groups[0]?.['fingerprint'],
      all.groups[1]?.['fingerprint'],
      'other',
    ]);
    const sum = (document: Document) => document.groups.reduce((total, group) => total + Number(group['count']), 0);
    expect(sum(some)).toBe(sum(all));
  });

  test('has null for facts that a form lacks', async () => {
    const { profiles, groups } = await readJson([counts]);
    expect(profiles[0]?.['time']).toBeNull();
    expect(groups[0]).toMatchObject({ creator: null, wait: { min: null, max: null } });
  });
});

describe('the table', () => {
  test('is plain, whole and sorted in a pipe', async () => {
    const { out } = await run(['report', samples]);
    expect(masked(out)).toMatchSnapshot();
  });

  test('fits a terminal', async () => {
    const { out } = await run(['report', dump], { width: 80 });
    const table = out.split('\n').slice(2, -3);
    expect(table.length).toBeGreaterThan(5);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('has colours on a terminal and the same text beneath them', async () => {
    const [plain, coloured] = await Promise.all([run(['report', dump]), run(['report', dump], { colour: true })]);
    expect(coloured.out).toContain('\u001b[31mproven\u001b[0m');
    expect(coloured.out.replace(/\u001b\[\d+m/g, '')).toBe(plain.out);
  });

  test('names the number of suspects beyond the limit', async () => {
    const { out } = await run(['report', dump, '--limit', '1']);
    expect(out).toContain('2 suspects are among the groups left out');
  });

  test('says when nothing matches', async () => {
    expect((await run(['report', dump, '--function', 'nobody'])).out).toContain('No goroutines match.');
  });
});

test('--markdown is a ticket: table, then the suspects and the stacks of the largest groups', async () => {
  const { out } = await run(['report', '--markdown', '--limit', '3', samples]);
  expect(masked(out)).toMatchSnapshot();
});

describe('filters and groupings', () => {
  const firstColumn = async (...argv: string[]) => {
    const { groups } = await readJson([dump, ...argv]);
    return groups.map((group) => group['count']);
  };

  test('are those of a query', async () => {
    expect(await firstColumn('--function', '^main\\.produce$')).toEqual([30]);
    expect(await firstColumn('--package', '^main$', '--state', 'chan send', '--state', 'chan receive')).toEqual([
      30, 12,
    ]);
    expect(await firstColumn('--creator', 'func$')).toEqual([12]);
    expect(await firstColumn('--min-count', '12')).toEqual([30, 12]);
    expect(await firstColumn('--min-wait', '1', '--package', '^main$')).toEqual([30, 12, 5, 4, 3]);
    expect(await firstColumn('--min-grade', 'proven')).toEqual([3]);
    expect(await firstColumn('--label', 'handler=/api/1')).toEqual([4]);
    expect(await firstColumn('--label', 'handler=~/api/[01]')).toEqual([8]);
  });

  test('by label show the label', async () => {
    const { out } = await run(['report', dump, '--group-by', 'function,label:handler', '--function', 'consume']);
    expect(out).toMatch(/LABELS\n/);
    expect(out).toMatch(/main\.consume .* handler=\/api\/2/);
  });

  test('that the file cannot answer name the option', async () => {
    const { status, error } = await run(['report', counts, '--creator', 'x']);
    expect(status).toBe(2);
    expect(error).toContain('filter.creator');
  });

  test('own code is what --own-code says', async () => {
    const { groups } = await readJson([dump, '--own-code', 'net/http', '--function', 'Serve$']);
    const frames = groups.flatMap((group) => group.frames) as readonly { function: string; own: boolean }[];
    const own = frames.filter((frame) => frame.own).map((frame) => frame.function);
    expect(own).toContain('net/http.(*Server).Serve');
    expect(own.filter((name) => !/^(net\/http|main)\./.test(name))).toEqual([]);
  });
});

describe('a series of files', () => {
  const at = (count: number) =>
    `goroutine profile: total ${count}\n${count} @ 0x1 0x2\n#\t0x1\tmain.leak+0x1\t/src/main.go:7\n#\t0x2\tmain.main+0x1\t/src/main.go:3\n\n`;

  test('shows the change, and the growth where the time between is known', async () => {
    const paths = [save('a.txt', at(10)), save('b.txt', at(25)), save('c.txt', at(40))];
    const { out } = await run(['report', ...paths]);
    expect(out).toMatch(/ 40 .* \+30 /);
    expect(out).not.toContain('PER MIN');
    const timed = await run(['report', ...paths, '--interval', '30s']);
    expect(timed.out).toMatch(/ 40 .* \+30 +\+30 /);
    expect(timed.out).toContain('3 profiles');
  });

  test('counts what a filter keeps at both ends, however small it was', async () => {
    const park = (id: number, state: string) =>
      `goroutine ${id} [${state}]:\nmain.leak(...)\n\t/src/main.go:7 +0x1\n\n`;
    const mixed = (sending: number) =>
      Array.from({ length: 9 }, (_, id) => park(id + 1, id < sending ? 'chan send' : 'select')).join('');
    const paths = [save('a.txt', mixed(2)), save('b.txt', mixed(5))];
    const { groups } = await readJson([...paths, '--group-by', 'package', '--state', 'chan send', '--min-count', '5']);
    expect(groups).toMatchObject([{ count: 5, change: 3 }]);
  });

  test('draws its course on a terminal, not in a pipe', async () => {
    const paths = [10, 10, 80].map((count, index) => save(`${index}.txt`, at(count)));
    expect((await run(['report', ...paths], { width: 120 })).out).toContain(' ▁▁█ ');
    expect((await run(['report', ...paths])).out).not.toContain('█');
  });

  test('of debug=1 is made whole by a debug=0 of the same process', async () => {
    const states = async (...paths: string[]) => new Set((await readJson(paths)).groups.map((group) => group['state']));
    const hidden = await run(['report', counts]);
    expect(hidden.out).toContain('hidden by debug=1; name a debug=0 file of the same process');
    expect(await states(counts)).toContain('chan or select');
    const whole = await states(samples, counts);
    expect(whole).not.toContain('chan or select');
    expect([...whole]).toEqual(expect.arrayContaining(['chan send', 'chan receive', 'select (no cases)']));
  });

  test('is ordered by the times that profiles carry', async () => {
    const { profiles } = await readJson([samples, samples]);
    expect(profiles.map((profile) => profile['time'])).toEqual([profiles[0]?.['time'], profiles[0]?.['time']]);
  });
});

describe('the exit status', () => {
  test.each([
    [['--fail-on', 'proven'], 3],
    [['--fail-on', 'watch'], 3],
    [['--fail-on', 'proven', '--state', 'chan send'], 0],
    [[], 0],
  ])('with %j is %d', async (argv, status) => {
    expect((await run(['report', dump, ...argv])).status).toBe(status);
  });

  test.each([
    [[]],
    [['frobnicate']],
    [['report']],
    [['report', dump, '--nonsense']],
    [['report', dump, '--limit', 'many']],
    [['report', dump, '--limit', '0']],
    [['report', dump, '--function', '(']],
    [['report', dump, '--group-by', 'colour']],
    [['report', dump, '--fail-on', 'certain']],
    [['report', dump, '--label', 'handler']],
    [['report', dump, '--json', '--markdown']],
    [['report', dump, '--every', '5s']],
    [['report', dump, '--for', '5s']],
    [['report', '-', '-']],
    [['report', 'http://app:6060', '--header', 'nonsense']],
    [['report', 'http://app:6060', '--creator', 'x']],
    [['report', 'http://app:6060/debug/pprof/goroutine?seconds=5']],
    [['report', 'http://app:6060/debug/pprof/heap']],
    [['report', 'http://']],
  ])('of wrong usage is 2, with a reason: %j', async (argv) => {
    const { status, error, out } = await run(argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error.length).toBeGreaterThan(20);
  });

  test('of help and version is 0', async () => {
    const help = await run(['report', '--help']);
    expect(help).toMatchObject({ status: 0, error: '' });
    expect(help.out).toContain('--fail-on <grade>');
    expect(await run(['--version'])).toMatchObject({ status: 0, out: '1.2.3\n' });
  });
});

describe('hostile names', () => {
  const hostile = 'goroutine 7 [select]:\nmain.\u001b[31mevil\u202e|`x`<b>(0x1)\n\t/src/\u001b]0;t\u0007/a.go:1\n\n';

  test.each([['--json'], ['--markdown'], ['--limit', '5']])('cannot act on a terminal: %s', async (...argv) => {
    const { status, out } = await run(['report', save('\u001b[2Jevil.txt', hostile), ...argv], { width: 200 });
    expect(status).toBe(0);
    expect(out).toContain('evil');
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  test('stay what they are for those who parse the document', async () => {
    const { groups } = await readJson([save('evil.txt', hostile)]);
    expect(groups[0]?.frames[0]).toMatchObject({
      function: expect.stringContaining('main.\u001b[31mevil\u202e|`x`<b>'),
    });
  });

  test('cannot end a cell of a table in Markdown', async () => {
    const { out } = await run(['report', '--markdown', save('evil.txt', hostile)]);
    const [head, , row] = out.split('\n').filter((line) => line.startsWith('| '));
    const cells = (line: string | undefined) => (line ?? '').replaceAll('\\|', '').split('|').length;
    expect(cells(row)).toBe(cells(head));
  });
});

describe('URLs', () => {
  let target: PprofServer;

  beforeEach(async () => {
    target = await startPprofServer();
  });

  afterEach(() => target.close());

  test('of a base are asked for debug=0', async () => {
    const { profiles, groups } = await readJson([target.url]);
    expect(profiles).toMatchObject([{ source: `${target.url}/`, format: 'debug=0', profile: 'goroutine' }]);
    expect(groups[0]).toMatchObject({ count: 30, creator: null });
    expect(target.requests).toEqual(['/debug/pprof/goroutine?debug=0']);
  });

  test('of a profile are asked for that profile', async () => {
    const { profiles } = await readJson([`${target.url}/debug/pprof/goroutineleak?debug=0`]);
    expect(profiles).toMatchObject([{ profile: 'goroutineleak' }]);
    expect(target.requests).toEqual(['/debug/pprof/goroutineleak?debug=0']);
  });

  test('of the form debug=1 have their channel operations told apart by the symbols of the target', async () => {
    const { groups, profiles } = await readJson([`${target.url}/debug/pprof/goroutine?debug=1`]);
    expect(profiles).toMatchObject([{ format: 'debug=1' }]);
    expect(groups[0]).toMatchObject({ count: 30, state: 'chan send' });
  });

  test('with --dump are asked how large they are, then for debug=2', async () => {
    const { groups } = await readJson([target.url, '--dump', '--creator', 'func$']);
    expect(groups[0]).toMatchObject({ count: 12, creator: 'main.main.func' });
    expect(target.requests).toEqual(['/debug/pprof/goroutine?debug=0', '/debug/pprof/goroutine?debug=2']);
  });

  test('with --dump are left alone when they are too large, and told what the pause would have been', async () => {
    const { status, error } = await run(['report', target.url, '--dump', '--max-goroutines', '10']);
    expect(status).toBe(1);
    expect(error).toMatch(/runs 57 goroutines: a debug=2 dump would stop it for about .*--max-goroutines 57/);
    expect(target.requests).not.toContain('/debug/pprof/goroutine?debug=2');
  });

  describe('of several targets', () => {
    let other: Awaited<ReturnType<typeof startPprofServer>>;
    beforeEach(async () => void (other = await startPprofServer()));
    afterEach(() => other.close());

    test('are told apart, in groups, suspects and verdicts', async () => {
      const { groups, profiles, suspects, verdicts } = await readJson([target.url, other.url]);
      expect(profiles).toHaveLength(2);
      const hosts = [target.host, other.host].sort();
      for (const part of [groups.slice(0, 2), suspects, verdicts]) {
        expect(part.map((one: Readonly<Record<string, unknown>>) => one['target']).sort()).toEqual(hosts);
      }
      expect(groups[0]).toMatchObject({ count: 30 });
      const { out } = await run(['report', target.url, other.url]);
      expect(out).toMatch(/TARGET/);
      expect(out).toContain('114 goroutines, the sum of 2 targets, in 14 groups');
      expect((await run(['report', '--markdown', target.url, other.url])).out).toContain(`target \`${target.host}\``);
    });

    test('are added up on request', async () => {
      const { groups, suspects } = await readJson([target.url, other.url, '--per', 'none']);
      expect(groups[0]).toMatchObject({ count: 60 });
      expect(groups[0]).not.toHaveProperty('target');
      expect(suspects).toMatchObject([{ count: 6 }]);
      const byService = await readJson([target.url, other.url, '--per', 'service']);
      expect(byService.groups[0]).toMatchObject({ target: '127.0.0.1', count: 60 });
    });

    test('are reported without one that cannot be read, which is said once', async () => {
      const gone = await startPprofServer();
      await gone.close();
      const { status, out, error } = await run(['report', target.url, gone.url]);
      expect(status).toBe(1);
      expect(out).toContain('57 goroutines');
      expect(error.split(gone.host)).toHaveLength(2);
    });
  });

  test('need no http:// before host and port', async () => {
    expect((await run(['report', target.host])).out).toContain('57 goroutines');
  });

  test('that fail speak of options, not of settings', async () => {
    target.set('/debug/pprof/goroutine?debug=0', (_, response) => response.writeHead(401).end());
    const { error } = await run(['report', target.url]);
    expect(error).toContain('Use --user, --bearer-file or --header.');
    expect(error).not.toContain('settings');
  });

  test('whose series is interrupted are reported as far as they were read', async () => {
    const running = run(['report', target.url, '--every', '20ms', '--for', '10m', '--fail-on', 'proven']);
    while (target.requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    process.emit('SIGINT');
    const { status, out, error } = await running;
    expect(status).toBe(3);
    expect(out).toContain(' profiles');
    expect(error).toContain('interrupted');
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  test('whose series is interrupted during a fetch are reported without waiting for its answer', async () => {
    let asked = 0;
    const body = readRecorded('goroutine-debug0.pb.gz');
    // The third answer never comes.
    target.set('/debug/pprof/goroutine?debug=0', (_, response) => void (++asked < 3 && response.end(body)));
    const running = run(['report', target.url, '--every', '10ms', '--for', '10m', '--timeout', '10m']);
    while (asked < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    process.emit('SIGINT');
    const { status, out, error } = await running;
    expect(status).toBe(0);
    expect(out).toContain('2 profiles');
    expect(error).not.toContain('The series goes on');
  });

  test('that sent nothing before the interruption are reported so', async () => {
    let asked = 0;
    target.set('/debug/pprof/goroutine?debug=0', () => void asked++);
    const running = run(['report', target.url, '--every', '10ms', '--for', '10m', '--timeout', '10m']);
    while (asked < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    process.emit('SIGINT');
    const { status, error } = await running;
    expect(status).toBe(1);
    expect(error).toContain(`${target.host} had sent no profile yet.`);
  });

  test('whose series is interrupted a second time end without the rest of the report', async () => {
    let asked = 0;
    const samples = Array.from({ length: 4_000 }, (_, index) => ({
      values: [1],
      stack: [`main.wait${index}`, 'main.main'],
    }));
    const body = Buffer.from(profileBytes({ samples, timeNanos: 1n }));
    // The second answer never comes.
    target.set('/debug/pprof/goroutine?debug=0', (_, response) => void (++asked === 1 && response.end(body)));
    const executable = join(__dirname, '../executable.ts');
    const series = ['report', '--json', target.url, '--every', '10ms', '--for', '10m'];
    // Nobody reads standard output, so the command waits in the middle of its report.
    const child = spawn(process.execPath, [executable, ...series], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'exit');
    let error = '';
    child.stderr.on('data', (text) => (error += String(text)));
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(() => asked === 2);
    child.kill('SIGINT');
    await until(() => error.includes('Ctrl-C again'));
    await until(() => child.stdout.readableLength > 0);
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
  });

  test('are sampled with --every, and the growth is told', async () => {
    const { status, out, progress } = await run(['report', target.url, '--every', '20ms', '--for', '60ms']);
    expect(status).toBe(0);
    // A target without a metrics page is asked for it once.
    expect(target.requests.filter((path) => path.startsWith('/debug/pprof/'))).toHaveLength(4);
    expect(target.requests).toHaveLength(5);
    expect(out).toContain('4 profiles');
    expect(out).toContain('PER MIN');
    expect(progress.some((text) => text.includes('to go'))).toBe(true);
  });

  test('that lose a sample on the way keep the rest', async () => {
    let asked = 0;
    const body = readRecorded('goroutine-debug0.pb.gz');
    target.set('/debug/pprof/goroutine?debug=0', (_, response) => {
      asked += 1;
      if (asked === 2) response.writeHead(500).end();
      else response.end(body);
    });
    const { status, out, error } = await run(['report', target.url, '--every', '1100ms', '--for', '2200ms']);
    expect(status).toBe(0);
    expect(error).toContain(target.host);
    expect(out).toMatch(/[12] profiles|goroutine debug=0/);
  });

  test('are sent the credentials that were given, and no message repeats them', async () => {
    const seen: (string | undefined)[] = [];
    target.set('/debug/pprof/goroutine?debug=0', (request, response) => {
      seen.push(request.headers.authorization, request.headers['x-team'] as string | undefined);
      response.writeHead(401).end('geheim');
    });
    const url = target.url.replace('http://', 'http://ops:geheim@');
    const inUrl = await run(['report', url, '--header', 'X-Team: geheim-team']);
    expect(seen).toEqual([`Basic ${Buffer.from('ops:geheim').toString('base64')}`, 'geheim-team']);
    const byUser = await run(['report', target.url, '--user', 'ops:geheim2']);
    expect(seen[2]).toBe(`Basic ${Buffer.from('ops:geheim2').toString('base64')}`);
    const token = save('token', 'geheim-token\n');
    const byToken = await run(['report', target.url, '--bearer-file', token]);
    expect(seen[4]).toBe('Bearer geheim-token');
    for (const { status, out, error } of [inUrl, byUser, byToken]) {
      expect(status).toBe(1);
      expect(error).toContain('401');
      expect(out + error).not.toContain('geheim');
    }
  });

  test('with a token in a parameter are refused without showing it', async () => {
    const { status, out, error } = await run(['report', `${target.url}/?token=geheim`]);
    expect(status).toBe(2);
    expect(out + error).not.toContain('geheim');
  });

  test('that nobody serves end with status 1 and name the host', async () => {
    await target.close();
    const { status, error } = await run(['report', target.url]);
    expect(status).toBe(1);
    expect(error).toContain(target.host);
  });
});
