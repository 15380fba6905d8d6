import type { Labels } from '../labels.ts';
import type { Problem, Result } from '../problem.ts';
import { readSettings } from './settings-reader.ts';
import type { Settings } from './settings.ts';

function tryRead(jsonData: unknown, secrets: Labels = {}): Result<Settings> {
  const instance = { uid: 'uid', name: 'G', url: '', basicAuthEnabled: false, basicAuthUser: '', lastUpdatedMs: 1 };
  return readSettings({ ...instance, secrets, jsonData: JSON.stringify(jsonData) }, {});
}

function read(jsonData: unknown, secrets?: Labels): Settings {
  const settings = tryRead(jsonData, secrets);
  if (!settings.ok) throw new Error(settings.problem.message);
  return settings.value;
}

function readWrong(jsonData: unknown): Problem {
  const settings = tryRead(jsonData);
  if (settings.ok) throw new Error('These settings were taken.');
  return settings.problem;
}

const remoteWrite = 'http://prometheus:9090/api/v1/write';
const query = 'http://prometheus:9090';

test('history is embedded unless it is said', () => {
  for (const history of [undefined, null, 'embedded', { type: 'embedded' }]) {
    expect(read({ history }).history).toEqual({ type: 'embedded' });
  }
});

test('a Prometheus has an address for writing, one for reading, and external labels', () => {
  const auth = [{ name: 'mimir', type: 'basic', user: 'parked' }];
  const externalLabels = { cluster: 'a', __replica__: 'b' };
  const match = [{ label: 'team', op: '=', value: 'web' }];
  const history = { type: 'prometheus', remoteWrite, query, auth: 'mimir', externalLabels, match };
  expect(read({ auth, history }, { 'auth.mimir': 'secret' }).history).toEqual(history);
});

test('reading alone needs no remote write, and writing alone no query', () => {
  const reading = read({ sampling: { enabled: false }, history: { type: 'prometheus', query } });
  expect(reading.history).toMatchObject({ query, remoteWrite: undefined });
  expect(read({ history: { type: 'prometheus', remoteWrite } }).history).toMatchObject({ remoteWrite });
});

test.each([
  [{ type: 'prometheus', query }, 'history.remoteWrite', 'turn sampling off'],
  [{ type: 'prometheus', remoteWrite: 'ftp://a', query }, 'history.remoteWrite', 'neither http:// nor https://'],
  [{ type: 'prometheus', remoteWrite: 'http://u:p@a', query }, 'history.remoteWrite', 'carries a user'],
  [{ type: 'prometheus', remoteWrite, query: `${query}?x=1` }, 'history.query', 'must end before'],
  [{ type: 'prometheus', remoteWrite, query, auth: 'mimir' }, 'history.auth', 'names the credentials "mimir"'],
  ['prometheus', 'history', 'must be "embedded", an object'],
  [{ type: 'prometheus', url: query }, 'history', 'must be "embedded", an object'],
])('wrong: %j', (history, field, words) => {
  const problem = readWrong({ history });
  expect(problem).toMatchObject({ field });
  expect(problem.message).toContain(words);
});

test('without sampling and without query there is nothing to do', () => {
  expect(readWrong({ sampling: { enabled: false }, history: { type: 'prometheus' } }).field).toBe('history.query');
});

test('a Pyroscope is read only, so nothing samples beside it', () => {
  const auth = [{ name: 'proxy', type: 'bearer' }];
  const history = { type: 'pyroscope', url: 'http://pyroscope:4040/', auth: 'proxy', tenant: 'a' };
  const read = tryRead({ auth, history, sampling: { enabled: false } }, { 'auth.proxy': 'secret' });
  expect(read).toMatchObject({ ok: true, value: { history: { ...history, url: 'http://pyroscope:4040' } } });
  expect(tryRead({ auth, history }, { 'auth.proxy': 'secret' })).toMatchObject({
    ok: false,
    problem: { field: 'history.type' },
  });
});
