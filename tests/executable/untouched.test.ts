// Grafana refuses a plugin whose folder holds a file more, or a byte less, than its signature lists. So it stays as it
// was packaged, whatever the plugin does, and history lies beside the plugins.
import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlainTarget } from '../support/plain-target.ts';
import { startPlugin } from '../support/plugin-host.ts';

const pluginId = 'parked-goroutines-datasource';

function digest(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files.map((file) => {
      const path = join(folder, file);
      const { mode, mtimeMs, size } = statSync(path);
      const bytes = statSync(path).isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
      return [file, `${mode} ${mtimeMs} ${size} ${bytes}`];
    }),
  );
}

test('after sampling, asking and leaving, the folder of the plugin is the same to the byte', async () => {
  const executable = buildExecutable();
  const root = mkdtempSync(join(tmpdir(), 'parked-untouched-'));
  const folder = join(root, 'plugins', pluginId);
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(executable));
  copyFileSync(executable, copy, constants.COPYFILE_FICLONE);
  writeFileSync(join(folder, 'plugin.json'), readFileSync(join(__dirname, '../../plugin.json')));
  const before = digest(folder);
  const target = await startPlainTarget(() => 7);
  const host = await startPlugin(copy);
  try {
    const jsonData = { sampling: { interval: '1s' }, bounds: { freshness: '100ms' } };
    const source = { uid: 'shop', name: 'Goroutines', url: target.url, jsonData, lastUpdatedMs: 1 };
    const nowMs = Date.now();
    for (const queryType of ['count', 'stacks', 'trend', 'suspects', 'flamegraph', 'runtime', 'events']) {
      const question = { refId: 'A', model: { queryType }, fromMs: nowMs - 60_000, toMs: nowMs };
      await host.queryData(source, 'panel', [question]);
    }
    await host.checkHealth(source);
    while (target.fetches() < 4) await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    expect(await host.stop()).toBe('shutdown');
    await target.close();
  }
  expect(digest(folder)).toEqual(before);
  expect(existsSync(join(root, 'plugin-data', pluginId, '1-shop.db'))).toBe(true);
  expect(readdirSync(join(root, 'plugins'))).toEqual([pluginId]);
  rmSync(root, { recursive: true });
}, 300_000);
