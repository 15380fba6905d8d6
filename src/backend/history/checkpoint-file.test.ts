import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpointFile } from './checkpoint-file.ts';
import { createNamedStacks } from './prometheus/named-stacks.ts';

const folder = mkdtempSync(join(tmpdir(), 'parked-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const target = { service: 'shop', instance: 'a:6060' };
/** Lone surrogates, as packed bits give them. */
const text = `{"packed":"${String.fromCharCode(0xd801, 0x0a, 0xdc01)}"}`;

/** The stacks come from an empty server, so that only the file knows their names. */
function open(path: string, version = '1') {
  const none = () => Promise.resolve({ ok: true, value: [] } as const);
  const stacks = createNamedStacks({ instant: none, range: none, series: none });
  const leak = stacks.kept.read({
    fingerprint: 'ab',
    state: 'select',
    function: 'shop.leak',
    names: ['x.y', 'shop.leak'],
  });
  return { file: openCheckpointFile({ path, version, stacks: stacks.kept }), leak };
}

test('a checkpoint is read again with the names of its stacks', async () => {
  const path = join(folder, 'again.db');
  const before = open(path);
  expect(await before.file.keep(target, 'an older one', [])).toEqual({ outcome: 'kept' });
  expect(await before.file.keep(target, text, [before.leak])).toEqual({ outcome: 'kept' });
  before.file.close();
  const { file } = open(path);
  const found = await file.read(target);
  expect(found?.text).toBe(text);
  expect(found?.findStack(before.leak.fingerprint, 'select')).toEqual(before.leak);
  expect(found?.findStack(before.leak.fingerprint, 'chan send')).toBeUndefined();
  expect(await file.read({ ...target, instance: 'b:6060' })).toBeUndefined();
  await file.forget(target);
  expect(await file.read(target)).toBeUndefined();
  file.close();
});

test('a checkpoint of another version, or of another server, is not read', async () => {
  const path = join(folder, 'version.db');
  const { file } = open(path);
  await file.keep(target, text, []);
  file.close();
  const other = open(path, '2').file;
  expect(await other.read(target)).toBeUndefined();
  other.close();
});

test.each([
  ['is damaged inside', (bytes: Buffer) => bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 600)],
  ['is not a database', () => Buffer.from('something else '.repeat(300))],
  ['is cut', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
])('a file that %s is begun anew', async (_, damage) => {
  const path = join(folder, 'damaged.db');
  const { file } = open(path);
  for (let index = 0; index < 50; index++) {
    await file.keep({ ...target, instance: `${index}` }, text.repeat(40 + index), []);
  }
  file.close();
  await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(path, damage(readFileSync(path)));
  const again = open(path).file;
  // A checkpoint is right or missing.
  for (let index = 0; index < 50; index++) {
    const found = await again.read({ ...target, instance: `${index}` });
    expect([undefined, text.repeat(40 + index)]).toContain(found?.text);
  }
  expect(await again.keep(target, text, [])).toEqual({ outcome: 'kept' });
  expect((await again.read(target))?.text).toBe(text);
  again.close();
  rmSync(path, { force: true });
});
