// Files exported from the page equal those that the command line prints of the same file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPprofServer } from '../../src/backend/testing/pprof-server.ts';
import { profileBytes } from '../../src/core/profile/testing/profile-bytes.ts';
import { reportAddress } from '../../src/workbench/live/download.ts';
import { startWorkbench } from './support/workbench.ts';
import { run } from '../../src/cli/testing/run.ts';
import { judgeDump } from '../../src/workbench/dumps/judge.ts';
import { readDump, type ReadDump } from '../../src/workbench/dumps/read-dump.ts';
import { writeDocument, writeDumpTicket } from '../../src/workbench/dumps/document.ts';

const profilePath = '/debug/pprof/goroutine?debug=0';
const recorded = join(__dirname, '../../src/backend/testing/recorded');
const path = (name: string) => join(recorded, name);

async function read(name: string): Promise<ReadDump> {
  return readDump(
    (async function* () {
      yield new Uint8Array(readFileSync(path(name)));
    })(),
  );
}

test.each(['goroutine-debug2.txt', 'goroutine-debug1.txt'])(
  'the JSON of %s is what parked report --json prints',
  async (name) => {
    const { out } = await run(['report', '--json', path(name)]);
    const document: unknown = JSON.parse(writeDocument(path(name), await read(name)));
    expect(document).toEqual(JSON.parse(out));
  },
);

test('the ticket of a dump is what parked report --markdown prints', async () => {
  const name = 'goroutine-debug2.txt';
  const { out } = await run(['report', '--markdown', path(name)]);
  expect(writeDumpTicket(path(name), await read(name))).toBe(out);
});

test('the page suspects what the report suspects, for the same reasons', async () => {
  const dump = await read('goroutine-debug2.txt');
  const { suspects, verdict, causes } = judgeDump('dump', dump);
  const report = JSON.parse(writeDocument('dump', dump)) as {
    readonly suspects: readonly { readonly fingerprint: string; readonly evidence: readonly string[] }[];
    readonly verdicts: readonly { readonly sentence: string }[];
  };
  const facts = ({
    fingerprint,
    evidence,
  }: {
    readonly fingerprint: string;
    readonly evidence: readonly string[];
  }) => ({
    fingerprint,
    evidence,
  });
  expect(suspects.map(facts)).toEqual(report.suspects.map(facts));
  expect(verdict?.sentence).toBe(report.verdicts[0]?.sentence);
  expect(causes.size).toBeGreaterThan(0);
});

/** A profile as debug=0 gives it, of goroutines that wait in functions of package main. */
function writeProfile(
  counts: Readonly<Record<string, number>>,
  timeMs: number,
  ...further: readonly { readonly values: readonly number[]; readonly stack: readonly string[] }[]
): Buffer {
  const samples = Object.entries(counts).map(([name, count]) => ({
    values: [count],
    stack: ['runtime.gopark', 'runtime.selectgo', `main.${name}`, 'main.main'],
  }));
  return Buffer.from(profileBytes({ samples: [...samples, ...further], timeNanos: BigInt(timeMs) * 1_000_000n }));
}

test('the JSON of a running process is what parked report prints of the same samples', async () => {
  const target = await startPprofServer();
  const folder = mkdtempSync(join(tmpdir(), 'parked-export-'));
  const countAt = (step: number) => ({
    leak: 10 + step,
    ...Object.fromEntries(Array.from({ length: 9 }, (_, pool) => [`pool${pool}`, 20])),
    ...(step % 2 === 0 ? {} : { burst: 200 }),
  });
  // The total shows which step a sample saw. A slow machine sees many.
  const totals = Array.from({ length: 2_000 }, (_, step) =>
    Object.values(countAt(step)).reduce((sum, count) => sum + count, 0),
  );
  const show = (step: number) => target.set(profilePath, writeProfile(countAt(step), Date.now()));
  show(0);
  let step = 0;
  // More often than samples are taken, so that each sees another count.
  const growing = setInterval(() => show(++step), 400);
  const workbench = await startWorkbench([target.url, '--every', '1s']);
  try {
    const ask = async (): Promise<LiveDocument | undefined> => {
      const address = reportAddress([], [], { fromMs: Date.now() - 900_000, toMs: Date.now() });
      const answered = await get(new URL(address, workbench.url));
      return answered.status === 200 ? (JSON.parse(answered.body) as LiveDocument) : undefined;
    };
    let live = await ask();
    for (; (live?.profiles.length ?? 0) < 5; live = await ask()) await wait(200);
    expect(live?.suspects).toMatchObject([{ function: 'main.leak', grade: 'rising' }]);
    const files = live?.profiles.map(({ time, goroutines }, index) => {
      const file = join(folder, `${index}.pb`);
      writeFileSync(file, writeProfile(countAt(totals.indexOf(goroutines)), Date.parse(time)));
      return file;
    });
    const { out } = await run(['report', '--json', ...(files ?? [])]);
    const printed = JSON.parse(out) as LiveDocument;
    const source = new URL(target.url).host;
    expect(live).toEqual({ ...printed, profiles: printed.profiles.map((profile) => ({ ...profile, source })) });
  } finally {
    clearInterval(growing);
    await workbench.interrupt();
    await target.close();
    rmSync(folder, { recursive: true });
  }
});

test('the JSON of several processes tells them apart as parked report does of the same URLs', async () => {
  const targets = await Promise.all([startPprofServer(), startPprofServer()]);
  const urls = targets.map(({ url }) => url);
  // Nothing changes, so it does not matter when either takes its samples.
  for (const [index, target] of targets.entries()) {
    target.set(profilePath, writeProfile({ leak: 30 + index, [`only${index}`]: 4 }, Date.now(), stuckStack(5 + index)));
  }
  const workbench = await startWorkbench([...urls, '--every', '1s']);
  try {
    const { out } = await run(['report', '--json', ...urls, '--every', '1s', '--for', '2s']);
    const printed = JSON.parse(out) as ManyDocument;
    const ask = async (): Promise<ManyDocument> => {
      const address = reportAddress([], ['instance'], { fromMs: Date.now() - 900_000, toMs: Date.now() });
      const { status, body } = await get(new URL(address, workbench.url));
      const live = status === 200 ? (JSON.parse(body) as ManyDocument) : undefined;
      // Each has been sampled twice at least, as by the report.
      if (live !== undefined && urls.every((url) => countOf(live, new URL(url).host) >= 2)) return live;
      await wait(200);
      return ask();
    };
    const live = outline(await ask());
    expect(live).toEqual(outline(printed));
    expect(live.groups).toHaveLength(6);
    expect(live.suspects.map(({ target }) => target)).toEqual(
      expect.arrayContaining(urls.map((url) => new URL(url).host)),
    );
  } finally {
    await workbench.interrupt();
    await Promise.all(targets.map((target) => target.close()));
  }
}, 120_000);

type Row = Readonly<Record<string, unknown>>;

type ManyDocument = Readonly<
  Record<'groups' | 'suspects' | 'verdicts' | 'diagnoses' | 'profiles' | 'locks' | 'creators', readonly Row[]>
>;

function countOf({ profiles }: ManyDocument, host: string): number {
  return profiles.filter(({ source }) => source === host).length;
}

/** Without times, and without what counts the samples. */
function outline({ groups, suspects, verdicts, diagnoses, locks, creators }: ManyDocument) {
  const pick = (rows: readonly Row[], names: readonly string[]) =>
    rows
      .map((row) => Object.fromEntries(names.map((name) => [name, row[name]])))
      .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  const named = ['target', 'fingerprint', 'state', 'function', 'location', 'count'];
  return {
    groups: pick(groups, [...named, 'change', 'growthPerMinute', 'leaked', 'labels', 'frames']),
    suspects: pick(suspects, [...named, 'grade', 'once', 'cause', 'also', 'fix', 'proven', 'growthPerMinute']),
    verdicts: pick(verdicts, ['target', 'state', 'reason', 'goroutines']),
    diagnoses: pick(diagnoses, ['kind', 'next']),
    locks,
    creators,
  };
}

/** Goroutines that wait for ever: `select {}`. */
function stuckStack(count: number) {
  return { values: [count], stack: ['runtime.gopark', 'runtime.block', 'main.stuck', 'main.main'] };
}

interface LiveDocument {
  readonly profiles: readonly { readonly time: string; readonly goroutines: number }[];
  readonly suspects: readonly object[];
  readonly verdicts: readonly object[];
}

async function get(url: URL): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    request(url, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}
