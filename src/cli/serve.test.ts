import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReceive } from './receive-listen.ts';
import { openFiles } from './serve-files.ts';
import { run } from './testing/run.ts';
import { describeContext } from './serve-targets.ts';

const noOptions = { open: false };

test.each([
  [['--listen', 'a:b:c'], '--listen'],
  [['--listen', '127.0.0.1:99999'], '--listen'],
  [['--every', 'often'], '--every'],
  [['-', '-'], 'Standard input'],
  [['http://a:6060', 'http://b:6060', '--user', 'me:secret'], 'Credentials'],
  [['http://a:6060', 'http://b:6060', '--insecure'], 'TLS'],
  [['http://a:6060', '--every', '500ms'], 'sampling.interval'],
])('%j is wrong usage, and the message names what', async (argv, named) => {
  const { status, error, out } = await run(['serve', '--no-open', ...argv]);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(error).toContain(named);
  expect(error).not.toContain('secret');
});

test('a file that is not there is told before anything starts', async () => {
  const { status, error } = await run(['serve', '--no-open', '/nowhere/dump.txt']);
  expect(status).toBe(1);
  expect(error).toContain('/nowhere/dump.txt: there is no such file');
});

test('each URL is a target, and users that stand in them go to their own target alone', async () => {
  const { dataSource, role } = await describeContext(
    ['http://first:6060', 'http://ann:one@second:6060', 'http://bob:two@third:6060'],
    noOptions,
  );
  const settings = JSON.parse(dataSource.jsonData) as Record<string, unknown>;
  expect(role).toBe('Admin');
  expect(dataSource.url).toBe('http://first:6060/');
  expect(settings['targets']).toEqual([
    { urls: ['http://second:6060/'], auth: 'target-2' },
    { urls: ['http://third:6060/'], auth: 'target-3' },
  ]);
  expect(dataSource.secrets).toMatchObject({ 'auth.target-2': 'one', 'auth.target-3': 'two' });
  expect(dataSource.jsonData).not.toMatch(/one"|two"/);
});

test('the rules for dumps are those of the data source unless somebody sets them', async () => {
  const read = async (options: { readonly maxGoroutines?: number }) =>
    (
      JSON.parse((await describeContext(['http://a:6060'], { ...noOptions, ...options })).dataSource.jsonData) as {
        readonly dumps: unknown;
      }
    )['dumps'];
  expect(await read({})).toEqual({});
  expect(await read({ maxGoroutines: 0 })).toEqual({ maxGoroutines: 0 });
});

test('without URLs nothing is sampled', async () => {
  const { dataSource } = await describeContext([], noOptions);
  expect(JSON.parse(dataSource.jsonData)).toMatchObject({ sampling: { enabled: false } });
});

test('a folder stands for the files in it and below, without links', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-serve-'));
  mkdirSync(join(folder, 'shop'));
  for (const name of ['a.txt', 'shop/b.txt']) writeFileSync(join(folder, name), 'goroutine 1 [running]:');
  symlinkSync('/etc/hostname', join(folder, 'link'));
  expect((await openFiles([folder])).map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
  rmSync(folder, { recursive: true });
});

test.each(['0.0.0.0', '10.0.0.1', '::'])('pushes at %s take a secret', (host) => {
  expect(() => checkReceive({ host, port: 4040, secret: '' })).toThrow(/needs a secret/);
  expect(checkReceive({ host, port: 4040, secret: 'x' })).toMatchObject({ host });
});

test('pushes on loopback take none, and a secret is one word', () => {
  expect(checkReceive({ host: '127.0.0.1', port: 4040, secret: '' })).toMatchObject({ secret: '' });
  expect(() => checkReceive({ host: '127.0.0.1', port: 4040, secret: 'a b' })).toThrow(/one word/);
});
