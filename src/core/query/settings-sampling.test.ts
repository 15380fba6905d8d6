import type { DataSourceInstance } from './request.ts';
import { readSettings } from './settings-reader.ts';

const read = (sampling: unknown) => {
  const instance: DataSourceInstance = {
    uid: 'a',
    name: 'Goroutines',
    url: 'http://app:6060',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData: JSON.stringify(sampling === undefined ? {} : { sampling }),
    secrets: {},
    lastUpdatedMs: 1,
  };
  const settings = readSettings(instance, {});
  return settings.ok ? settings.value.sampling : settings.problem;
};

test('a target is sampled every 30 s, and samples are kept for 15 days, unless the settings say otherwise', () => {
  expect(read(undefined)).toEqual({
    enabled: true,
    intervalMs: 30_000,
    leakProfileMs: undefined,
    retentionMs: 15 * 86_400_000,
    idleMs: 7 * 86_400_000,
  });
});

test('the settings override the defaults', () => {
  const sampling = { enabled: false, interval: '1m', leakProfile: '2h', retention: '30d', idle: '1d' };
  expect(read(sampling)).toEqual({
    enabled: false,
    intervalMs: 60_000,
    leakProfileMs: 7_200_000,
    retentionMs: 30 * 86_400_000,
    idleMs: 86_400_000,
  });
  expect(read({ leakProfile: 'off', interval: '' })).toMatchObject({ leakProfileMs: undefined, intervalMs: 30_000 });
});

test.each([
  [{ interval: '10ms' }, 'sampling.interval', 'from 1s to 1h'],
  [{ interval: 'often' }, 'sampling.interval', 'from 1s to 1h'],
  [{ retention: '1m' }, 'sampling.retention', 'from 1h to 400d'],
  [{ idle: '0' }, 'sampling.idle', 'from 1m to 400d'],
  [{ leakProfile: '5m' }, 'sampling.leakProfile', '"off"'],
  [{ every: '5m' }, 'sampling.every', 'not a setting that Parked knows'],
])('%j is refused, naming the key', (sampling, field, words) => {
  expect(read(sampling)).toMatchObject({ field, message: expect.stringContaining(words) });
});
