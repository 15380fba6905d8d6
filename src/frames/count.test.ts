import type { Group } from '../core/analysis/model.ts';
import { frameCounts } from './count.ts';
import type { CountAnswer } from './count.ts';
import type { DataFrame } from './model.ts';
import { sampleGroup } from './testing/sample-group.ts';

const frame = (groups: readonly Group[], changes: Partial<CountAnswer> = {}) =>
  frameCounts({
    groups,
    per: ['service'],
    groupBy: ['stack'],
    zeros: [],
    unknown: [],
    legendFormat: '',
    meta: {},
    ...changes,
  });

const numbersOf = (frames: readonly DataFrame[]) =>
  frames.map(({ fields: [field] }) => [field?.labels, field?.values[0]] as const);

test('each group is a frame of its own with one number, as alert rules take it', () => {
  const frames = frame([sampleGroup(), sampleGroup({ fingerprint: 'fedcba9876543210', count: 3 })]);
  expect(frames).toHaveLength(2);
  for (const one of frames) {
    expect(one.meta).toMatchObject({ type: 'numeric-multi', typeVersion: [0, 1] });
    expect(one.fields.map((field) => [field.type, field.values.length])).toEqual([['number', 1]]);
  }
  expect(numbersOf(frames)[0]).toEqual([
    { service: 'shop', fingerprint: '0123456789abcdef', function: 'shop/cart.(*Store).Put', state: 'chan send' },
    12,
  ]);
});

test('what the reader should know stands on the first frame alone', () => {
  const frames = frame([sampleGroup(), sampleGroup({ fingerprint: 'b' })], { meta: { executedQueryString: 'GET x' } });
  expect(frames.map((one) => one.meta?.executedQueryString)).toEqual(['GET x', undefined]);
});

test('no group at all is a typed frame without fields', () => {
  expect(frame([])).toEqual([{ name: 'count', fields: [], meta: { type: 'numeric-multi', typeVersion: [0, 1] } }]);
});

test('zeros and unknown numbers carry the labels of their targets', () => {
  const frames = frame([], { zeros: [{ service: 'shop', zone: 'a' }], unknown: [{ zone: 'b' }] });
  expect(numbersOf(frames)).toEqual([
    [{ service: 'shop' }, 0],
    [{ service: '' }, null],
  ]);
});

test('groups that would carry equal labels are added up: equal label sets fail a whole rule', () => {
  const same = [sampleGroup({ key: 'a', count: 2 }), sampleGroup({ key: 'b', count: 3 })];
  expect(numbersOf(frame(same, { groupBy: ['function'] }))).toEqual([
    [{ service: 'shop', function: 'shop/cart.(*Store).Put' }, 5],
  ]);
});

test('a target label named like a grouped-by label keeps its value under another name', () => {
  const group = sampleGroup({ per: { state: 'eu', function: 'lambda' } });
  const [first] = numbersOf(frame([group], { per: ['state', 'function'] }));
  expect(first?.[0]).toEqual({
    target_state: 'eu',
    target_function: 'lambda',
    fingerprint: group.fingerprint,
    function: group.function,
    state: group.state,
  });
});

test('a pprof label named like another label does not replace it', () => {
  const groups = ['a', 'b'].map((value) => sampleGroup({ key: value, labels: { state: value } }));
  const labels = numbersOf(frame(groups, { groupBy: ['stack', 'label:state'] })).map(([one]) => one);
  expect(labels.map((one) => [one?.['state'], one?.['label_state']])).toEqual([
    ['chan send', 'a'],
    ['chan send', 'b'],
  ]);
});

test('a legend fills in labels and leaves them intact', () => {
  const [first] = frame([sampleGroup()], { legendFormat: '{{service}}: {{ function }} {{missing}} {{open' });
  expect(first?.fields[0]?.config).toEqual({ displayNameFromDS: 'shop: shop/cart.(*Store).Put  {{open' });
  expect(first?.fields[0]?.labels?.['service']).toBe('shop');
});

test('labels named like properties of objects are labels', () => {
  const [first] = frame([sampleGroup({ per: { constructor: 'x' } })], {
    per: ['constructor', '__proto__'],
    groupBy: ['state'],
    legendFormat: '{{toString}}{{constructor}}',
  });
  expect(Object.entries(first?.fields[0]?.labels ?? {})).toEqual([
    ['constructor', 'x'],
    ['__proto__', ''],
    ['state', 'chan send'],
  ]);
  expect(first?.fields[0]?.config).toEqual({ displayNameFromDS: 'x' });
});
