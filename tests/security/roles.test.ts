// Who may do what: tried with the real service over the real protocol, and held to the table of docs/security.md, so
// that page and rule cannot drift.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createService } from '../../src/backend/service.ts';
import { withServer, type Served } from '../../src/backend/protocol/testing/serve.ts';
import { startPprofServer } from '../../src/backend/testing/pprof-server.ts';
import { actions, runWatched, type Setting } from './actions.ts';
import { createCaller, type Asker, type Source } from './caller.ts';
import { readTable } from './page-table.ts';

jest.setTimeout(120_000);

const askers: Readonly<Record<string, Asker>> = {
  Viewer: { role: 'Viewer' },
  Editor: { role: 'Editor' },
  Admin: { role: 'Admin' },
  'no user': { role: undefined },
  'another role': { role: 'None' },
  // As Grafana's scheduler asks, and as any Viewer can pretend to.
  'alert rule': { role: 'Admin', headers: { FromAlert: 'true' } },
};

const nowMs = 1_800_000_000_000;
const range = { fromMs: nowMs - 3_600_000, toMs: nowMs };

/** A separate service and separate servers for each, so that no answer depends on another user's question. */
async function withService(use: (served: Served, setting: Setting) => Promise<void>): Promise<void> {
  const service = await createService({ nowMs: () => nowMs, inMemory: true });
  const [target, git, stranger] = await Promise.all([startPprofServer(), startPprofServer(), startPprofServer()]);
  try {
    await withServer(service, (served) => use(served, { target, git, stranger, range }), {});
  } finally {
    await Promise.all([service, target, git, stranger].map((one) => one.close()));
  }
}

/** The outcome of each action. Each has its own data source, so that none profits from an earlier fetch. */
async function tryAll(asker: Asker, served: Served, setting: Setting): Promise<readonly string[]> {
  const said: string[] = [];
  for (const [index, action] of actions.entries()) {
    const source = describeSource(index, setting);
    const admin = createCaller(served, source, { role: 'Admin' });
    for (const name of baselines) await admin.call('POST', 'baselines', '', JSON.stringify({ name }));
    said.push(await runWatched(action, createCaller(served, source, asker), setting));
  }
  return said;
}

const baselines = ['healthy', 'other'];

const describeSource = (index: number, { target, git }: Setting): Source => ({
  url: target.url,
  uid: `source-${index}`,
  jsonData: {
    sourceRaw: `${git.url}/{file}`,
    ownCode: ['main'],
    sampling: { enabled: false },
    ...actions[index]?.jsonData,
  },
});

const page = readTable(readFileSync(join(__dirname, '../../docs/security.md'), 'utf8'), 'Who may do what');

test('the page has a column for everybody', () => {
  expect(page[0]).toEqual(['what', ...Object.keys(askers)]);
});

test.each(Object.keys(askers))('%s may do what the table of docs/security.md says, and nothing else', async (name) => {
  const asker = askers[name] ?? { role: undefined };
  const column = Object.keys(askers).indexOf(name) + 1;
  await withService(async (served, setting) => {
    const said = await tryAll(asker, served, setting);
    const written = actions.map(({ what }, index) => `| ${what} | ${said[index]} |`);
    expect(page.slice(1).map((cells) => `| ${cells[0]} | ${cells[column]} |`)).toEqual(written);
    if (name === 'Editor' || name === 'Admin') return;
    expect(await countChanged(served, setting)).toBe(0);
    const asked = new Set(setting.target.requests.map((path) => path.replace(/\?0x.*/, '')));
    expect([...asked].filter((path) => !harmless.includes(path) && !bySettings.includes(path))).toEqual([]);
  });
});

const harmless = ['/debug/pprof/', '/debug/pprof/symbol', '/metrics', '/debug/pprof/goroutine?debug=0'].concat(
  // Save & test finds out which forms there are.
  '/debug/pprof/goroutine?debug=1',
);
/** Of the leak profile one an hour; dumps where the settings of an action let Viewers take them. */
const bySettings = ['/debug/pprof/goroutineleak?debug=0', '/debug/pprof/goroutine?debug=2'];

/** Data sources that no longer remember what they did before. */
async function countChanged(served: Served, setting: Setting): Promise<number> {
  let changed = 0;
  for (const index of actions.keys()) {
    const admin = createCaller(served, describeSource(index, setting), { role: 'Admin' });
    const listed = JSON.parse((await admin.call('GET', 'baselines')).body) as { baselines: { name: string }[] };
    if (listed.baselines.map((one) => one.name).join() !== baselines.join()) changed++;
  }
  return changed;
}
