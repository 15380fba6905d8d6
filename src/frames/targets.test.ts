import { frameTargets, type TargetRow } from './targets.ts';

const row: TargetRow = {
  labels: { service: 'shop', instance: 'a:6060', zone: 'eu', problem: 'label' },
  up: 0,
  problem: 'a:6060 refused the connection.',
  goroutines: null,
  goVersion: null,
  forms: '',
  leakProfile: 'unknown',
  remedy: null,
  metrics: 'unknown',
  metricsProblem: null,
  sampling: 'failing',
  samplingReason: 'Its last 2 fetches failed.',
  lastSampleMs: 1_800_000_000_000,
  everyMs: 30_500,
  intervalMs: 30_000,
  fetchMs: null,
  checkedMs: 1_800_000_060_000,
};
const fieldsOf = (per: readonly string[]) =>
  frameTargets({ rows: [row], per, meta: { notices: [{ severity: 'info', text: 'one' }] } });

test('one row a target, named first, times in milliseconds and durations in seconds', () => {
  const { fields, meta, name } = fieldsOf(['service']);
  expect(name).toBe('targets');
  expect(meta).toMatchObject({ type: 'table', preferredVisualisationType: 'table', notices: [{ text: 'one' }] });
  expect(fields.slice(0, 4).map((field) => [field.name, field.type, field.values[0]])).toEqual([
    ['service', 'string', 'shop'],
    ['instance', 'string', 'a:6060'],
    ['up', 'number', 0],
    ['problem', 'string', 'a:6060 refused the connection.'],
  ]);
  const byName = Object.fromEntries(fields.map((field) => [field.name, field]));
  expect(byName['every']).toMatchObject({ values: [30.5], config: { unit: 's' } });
  expect(byName['interval']).toMatchObject({ values: [30], config: { unit: 's' } });
  expect(byName['fetch']).toMatchObject({ values: [null] });
  expect(byName['lastSample']).toMatchObject({ type: 'time', values: [1_800_000_000_000] });
  // Nothing to say is an empty cell, not an empty text.
  expect(byName['forms']?.values).toEqual([null]);
});

test('labels of per are added under names of their own, those of the first columns once', () => {
  const added = (per: readonly string[]) =>
    fieldsOf(per)
      .fields.slice(18)
      .map(({ name, values }) => [name, values[0]]);
  expect(added([])).toEqual([]);
  expect(added(['service', 'instance'])).toEqual([]);
  expect(added(['zone', 'problem', 'gone'])).toEqual([
    ['zone', 'eu'],
    ['target_problem', 'label'],
    ['gone', null],
  ]);
});

test('a label that has no such value is empty, even where its name is that of something every object has', () => {
  const [service] = frameTargets({ rows: [{ ...row, labels: {} }], per: ['toString'], meta: {} }).fields;
  expect(service?.values).toEqual([null]);
});
