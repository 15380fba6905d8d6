import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPprofServer, type PprofServer } from '../backend/testing/pprof-server.ts';
import { examineGo } from './doctor/examine-go.ts';
import type { Finding } from './doctor/model.ts';
import { run } from './testing/run.ts';

const dump = join(__dirname, '../backend/testing/recorded/goroutine-debug2.txt');

let target: PprofServer;
let folder: string;
beforeAll(async () => {
  target = await startPprofServer();
  folder = mkdtempSync(join(tmpdir(), 'parked-doctor-'));
});
afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true });
});

async function examine(...words: readonly string[]): Promise<readonly Finding[]> {
  const { out } = await run(['doctor', ...words, '--json']);
  return (JSON.parse(out) as { readonly findings: readonly Finding[] }).findings;
}

const find = (findings: readonly Finding[], about: string, what: string) =>
  findings.find((one) => one.about === about && one.what.startsWith(what));

/** A go command that answers with this environment, as a machine with such a Go has it. */
function installGo(name: string, environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const bin = mkdtempSync(join(folder, `${name}-`));
  writeFileSync(join(bin, 'go'), `#!/bin/sh\necho '${JSON.stringify(environment)}'\n`);
  chmodSync(join(bin, 'go'), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

test('a target is described by the forms that it serves, with a remedy for each missing one', async () => {
  const before = target.requests.length;
  const findings = await examine(target.url);
  expect(find(findings, target.host, 'profile')).toMatchObject({ state: 'fine' });
  expect(find(findings, target.host, 'dump')).toMatchObject({ state: 'fine' });
  expect(find(findings, target.host, 'metrics')).toMatchObject({
    state: 'missing',
    mend: expect.stringContaining('promhttp') as string,
  });
  const asked = target.requests.slice(before);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((path) => path.includes('goroutineleak') || path.includes('debug=2'))).toEqual([]);
});

test('a target that does not answer is broken, and so is the command', async () => {
  const closed = await startPprofServer();
  await closed.close();
  const { status, out } = await run(['doctor', closed.url]);
  expect(status).toBe(1);
  expect(out).toMatch(/^broken .*profile: /m);
});

test('a file is described by its contents, or by why it cannot be read', async () => {
  const text = join(folder, 'text.txt');
  writeFileSync(text, 'nothing of the kind\n');
  const findings = await examine(dump, text, join(folder, 'missing.txt'));
  expect(find(findings, dump, 'profile')).toMatchObject({
    state: 'fine',
    text: expect.stringContaining('debug=2') as string,
  });
  expect(find(findings, text, 'profile')).toMatchObject({ state: 'broken' });
  expect(find(findings, join(folder, 'missing.txt'), 'profile')).toMatchObject({ state: 'broken' });
  expect(await run(['doctor', dump])).toMatchObject({ status: 0 });
});

test.each([
  ['go1.27.0', '', 'fine', ''],
  ['go1.26.1', 'goroutineleakprofile', 'fine', ''],
  ['go1.26.1', '', 'missing', 'Build with GOEXPERIMENT=goroutineleakprofile, or with Go 1.27.'],
  ['go1.24.2', '', 'missing', 'Build with Go 1.27, or with Go 1.26 and GOEXPERIMENT=goroutineleakprofile.'],
])('%s with the experiments "%s": the leak profile is %s', async (version, experiments, state, mend) => {
  const env = installGo('go', { GOVERSION: version, GOEXPERIMENT: experiments });
  expect(await examineGo(env)).toMatchObject({ state, mend });
});

test('a machine without Go is told that reports need none', async () => {
  expect(await examineGo({ PATH: folder })).toMatchObject({
    state: 'missing',
    text: expect.stringContaining('need none') as string,
  });
});
