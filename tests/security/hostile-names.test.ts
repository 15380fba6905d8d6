// Hostile names as functions, files, labels and services, in everything that shows names outside of Grafana's own
// panels: terminal, Markdown, tickets, JSON, metrics, headers of downloads; and in the links of frames.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createExporter } from '../../src/backend/export/exporter.ts';
import { formatExposition } from '../../src/backend/export/exposition.ts';
import { makeSample, startMs } from '../../src/backend/export/testing/samples.ts';
import { createService } from '../../src/backend/service.ts';
import { askService, describeContext, framesOf } from '../../src/backend/testing/ask-service.ts';
import { startPprofServer } from '../../src/backend/testing/pprof-server.ts';
import { run } from '../../src/cli/testing/run.ts';
import { writePprof } from '../../src/core/profile/write/pprof.ts';
import { hostileNames } from './hostile-names.ts';
import { listMarkup } from './markup.ts';

jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A profile in which everything that has a name is called so. */
function makeProfile(names: readonly string[], times = 1): Uint8Array {
  const stacks = names.map((name, index) => ({
    frames: [
      { function: 'time.Sleep', file: '/go/src/time/sleep.go', line: 1, startLine: 1 },
      { function: `main.${name}`, file: `/src/${name}.go`, line: index + 1, startLine: 1 },
      { function: name, file: name, line: 1, startLine: 1 },
    ],
    count: (index + 1) * times,
    labels: { zone: name },
  }));
  return gzipSync(writePprof({ kind: 'goroutine', timeMs: startMs, stacks, comments: [] }));
}

const save = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

/** Whatever a terminal could act on, other than the ends of lines. */
const acts = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;

test('there are enough of them', () => {
  expect(new Set(hostileNames).size).toBeGreaterThanOrEqual(60);
});

test.each([
  ['report', []],
  ['report', ['--json']],
  ['report', ['--markdown']],
  ['diff', []],
  ['diff', ['--json']],
  ['diff', ['--markdown']],
  ['list', []],
])('%s %j does nothing to a terminal', async (command, form) => {
  const [before, now] = [
    save('before.pb.gz', makeProfile(hostileNames)),
    save('now.pb.gz', makeProfile(hostileNames, 3)),
  ];
  const sources = command === 'diff' ? [before, now] : command === 'list' ? ['(?s).+', now] : [now];
  const ran = await run([command, ...sources, ...form, '--limit', '1000'], { width: 300 });
  expect(ran.error).toBe('');
  expect(ran.out.length).toBeGreaterThan(5_000);
  expect(acts.exec(ran.out)).toBeNull();
});

test.each(hostileNames)('Markdown shows %j, and makes nothing of it', async (name) => {
  const file = save('one.pb.gz', makeProfile([name], 50));
  const healthy = save('healthy.pb.gz', makeProfile(['Healthy']));
  for (const [hostile, harmless] of [
    [
      await run(['report', '--markdown', file]),
      await run(['report', '--markdown', save('plain.pb.gz', makeProfile(['Plain'], 50))]),
    ],
    [
      await run(['diff', '--markdown', healthy, file]),
      await run(['diff', '--markdown', healthy, join(folder, 'plain.pb.gz')]),
    ],
  ] as const) {
    expect(hostile.status).toBe(harmless.status);
    // The same headings, tables with the same cells, lists and so on as for a name that is none.
    expect(listMarkup(hostile.out)).toEqual(listMarkup(harmless.out));
  }
});

test('metrics stay lines of the format, one for each series', async () => {
  const exporter = createExporter({
    collector: hostileNames[0] ?? '',
    groupsLimit: 1_000,
    remoteWrite: () => undefined,
  });
  const target = { service: hostileNames.join(' '), instance: 'a', zone: '\u001b[31m"} 1\n' };
  await exporter.add(makeSample(startMs, Object.fromEntries(hostileNames.map((name) => [name, 1])), { target }));
  const lines = formatExposition(exporter.live(startMs, 60_000)).split('\n');
  const label = String.raw`[a-z_]+="(?:[^"\\\n]|\\["\\n])*"`;
  const form = new RegExp(
    String.raw`^(?:# (?:HELP|TYPE) parked_[a-z_]+ .*|parked_[a-z_]+(?:\{${label}(?:,${label})*\})? [0-9.e+-]+(?: \d+)?|)$`,
  );
  expect(lines.filter((line) => !form.test(line))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('parked_goroutines{'))).toHaveLength(new Set(hostileNames).size);
});

test('frames link to nothing but http, and downloads name no file after a name', async () => {
  const target = await startPprofServer();
  target.set('/debug/pprof/goroutine?debug=0', Buffer.from(makeProfile(hostileNames)));
  const service = await createService({ inMemory: true });
  let links = 0;
  for (const [index, name] of hostileNames.entries()) {
    const jsonData = {
      ownCode: ['main'],
      labelKeys: ['zone'],
      sourceLink: 'https://git.example/{module}/blob/{version}/{file}#L{line}',
      targets: [{ urls: [target.url], labels: { service: name, version: name } }],
    };
    const situation = { url: '', uid: `hostile-${index}`, jsonData, role: 'Editor' as const };
    const answer = await askService(service, situation, { queryType: 'stacks', limit: 200 });
    for (const { fields } of framesOf(answer)) {
      const urls = fields.find((field) => field.name === 'sourceUrl')?.values ?? [];
      for (const url of urls) if (url !== null) expect(url).toMatch(/^https:\/\/git\.example\/[^\s<>"]*$/);
      for (const url of JSON.stringify(fields.map(({ config }) => config)).match(/"url":"(?:[^"\\]|\\.)*"/g) ?? []) {
        links++;
        expect(url).toMatch(/^"url":"(https:\/\/git\.example\/|\$\{__value|\$\{__data|\/d\/)/);
      }
    }
    const query = encodeURIComponent(JSON.stringify({ targets: [{ label: 'service', op: '=', value: name }] }));
    const request = { method: 'GET', path: 'download', url: `download?query=${query}`, body: new Uint8Array(0) };
    const file = await service.callResource(describeContext(situation), request, new AbortController().signal);
    if (!(file.body instanceof Uint8Array))
      for await (const piece of file.body) expect(piece.length).toBeGreaterThan(0);
    if (file.status === 200) {
      expect(file.headers['Content-Disposition']?.[0]).toMatch(/^attachment; filename="[A-Za-z0-9._-]+"$/);
    }
  }
  expect(links).toBeGreaterThan(0);
  await Promise.all([service.close(), target.close()]);
});
