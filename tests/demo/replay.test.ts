import { gunzipSync } from 'node:zlib';
import type { Recording } from '../../demo/replay/recording.ts';
import { findAnswer, openRecording } from '../../demo/replay/recording.ts';
import type { Replay } from '../../demo/replay/server.ts';
import { startReplay } from '../../demo/replay/server.ts';
import { answerSymbols, listAddresses } from '../../demo/replay/symbols.ts';
import { get } from './get.ts';

const recording: Recording = openRecording();
const { manifest } = recording;

describe('the recording', () => {
  test('says where it comes from', () => {
    expect(manifest.goVersion).toMatch(/^go1\.\d+/);
    expect(manifest.command).toBe('npm run record');
    expect(Date.parse(manifest.recordedAt)).toBeGreaterThan(0);
  });

  test('has every answer that its manifest names, and is small', () => {
    const bytes = manifest.answers.reduce((sum, answer) => sum + recording.read(answer).length, 0);
    expect(bytes).toBeLessThan(4 * 1024 * 1024);
    expect(manifest.answers.filter(({ path, debug }) => path === '/debug/pprof/goroutine' && debug === 0).length).toBe(
      46,
    );
  });

  test('grows from its first profile to its last', () => {
    const totals = [0, 45_000, manifest.durationMs].map((atMs) => {
      const page = findAnswer(manifest, '/debug/pprof/goroutine', 1, atMs);
      if (page === undefined) throw new Error('no debug=1 page');
      return Number(/total (\d+)/.exec(recording.read(page).toString('utf8'))?.[1]);
    });
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    expect(totals[2]).toBeGreaterThan(2_000);
  });
});

describe('finding an answer', () => {
  const find = (elapsedMs: number) => findAnswer(manifest, '/debug/pprof/goroutine', 0, elapsedMs)?.atMs;
  const times = manifest.answers.flatMap(({ path, debug, atMs }) =>
    path === '/debug/pprof/goroutine' && debug === 0 ? [atMs] : [],
  );

  test('takes the newest answer that had been given by then', () => {
    expect(find((times[3] ?? 0) + 1)).toBe(times[3]);
    expect(find((times[4] ?? 0) - 1)).toBe(times[3]);
  });

  test('stays at the last answer when the recording is over', () => {
    expect(find(10 * manifest.durationMs)).toBe(times.at(-1));
  });

  test('takes the first answer before there was one', () => {
    expect(findAnswer(manifest, '/debug/pprof/goroutineleak', 0, 0)?.atMs).toBeGreaterThan(0);
  });
});

describe('the replay server', () => {
  let replay: Replay;
  beforeAll(async () => {
    replay = await startReplay(recording);
  });
  afterAll(() => replay.close());

  test('serves debug=0 as the service did: gzip, and not once more encoded', async () => {
    const { status, headers, body } = await get(`${replay.url}/debug/pprof/goroutine`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(body).includes('goroutine')).toBe(true);
  });

  test.each([
    ['/debug/pprof/goroutine?debug=1', /^goroutine profile: total \d+\n/],
    ['/debug/pprof/goroutine?debug=2', /^goroutine \d+ \[running\]/],
    ['/debug/pprof/goroutineleak?debug=1', /^goroutineleak profile: total \d+\n/],
    ['/debug/pprof/', /<title>\/debug\/pprof\/<\/title>/],
    ['/metrics', /^go_goroutines \d+$/m],
  ])('serves %s as text', async (path, expected) => {
    const { status, body } = await get(replay.url + path);
    expect(status).toBe(200);
    expect(body.toString('utf8')).toMatch(expected);
  });

  test('answers for an unknown profile as net/http/pprof does', async () => {
    const { status, headers, body } = await get(`${replay.url}/debug/pprof/nothing`);
    expect([status, headers['x-go-pprof'], body.toString('utf8')]).toEqual([404, '1', 'Unknown profile\n']);
  });

  test('answers 404 elsewhere, without claiming to be pprof', async () => {
    const { status, headers } = await get(`${replay.url}/leaks`);
    expect([status, headers['x-go-pprof']]).toEqual([404, undefined]);
  });

  test('refuses delta profiles, which a recording does not have', async () => {
    expect((await get(`${replay.url}/debug/pprof/goroutine?seconds=5`)).status).toBe(400);
  });

  test('names the addresses of its own debug=1 pages', async () => {
    const page = (await get(`${replay.url}/debug/pprof/goroutine?debug=1`)).body.toString('utf8');
    const asked = listAddresses(page);
    const answer = (await get(`${replay.url}/debug/pprof/symbol`, 'POST', asked)).body.toString('utf8');
    expect(answer).toMatch(/^num_symbols: 1\n/);
    expect(answer).toMatch(/^0x[0-9a-f]+ runtime\.gopark$/m);
    expect(answer).toMatch(/^0x[0-9a-f]+ runtime\.chanrecv$/m);
  });
});

test('a replay knows when it is over', async () => {
  const over = await startReplay({ ...recording, manifest: { ...manifest, durationMs: 0 } });
  const running = await startReplay(recording);
  expect([over.isRunning(), running.isRunning()]).toEqual([false, true]);
  await Promise.all([over.close(), running.close()]);
});

describe('symbols', () => {
  const page = 'goroutine profile: total 3\n2 @ 0x20 0x30\n#\t0x1f\tmain.f\n\n1 @ 0x20\n';

  test('each address of a page is asked for once, with the byte before it', () => {
    expect(listAddresses(page).split('+').sort()).toEqual(['0x1f', '0x20', '0x2f', '0x30']);
  });

  test('known addresses are named, however they are spelled; unknown ones and nonsense are left out', () => {
    const known = 'num_symbols: 1\n0x1f main.f\n0x2f main.g\n';
    expect(answerSymbols(known, '0x001F+0x99+zzz')).toBe('num_symbols: 1\n0x1f main.f\n');
  });
});
