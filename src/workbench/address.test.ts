import { firstState, readAddress, writeAddress, type PageState } from './address.ts';

const full: PageState = {
  view: 'stacks',
  span: { kind: 'fixed', fromMs: 1_700_000_000_000, toMs: 1_700_000_600_000 },
  filter: 'chan send & #',
  open: '0123456789abcdef|chan send',
  showIgnored: true,
  target: 'shop-1:6060',
  compare: { fromMs: 1_700_000_100_000, toMs: 1_700_000_200_000 },
};

test('a state survives its address', () => {
  expect(readAddress(writeAddress(full))).toEqual(full);
  const hour: PageState = { ...firstState, span: { kind: 'last', ms: 3_600_000 } };
  expect(readAddress(writeAddress(hour))).toEqual(hour);
});

test('the first state needs no address', () => {
  expect(writeAddress(firstState)).toBe('');
  expect(readAddress('')).toEqual(firstState);
});

test.each(['#range=2-1', '#range=1700000600000-1700000000000', '#view=secrets', '#compare=x', '#range=', '#%E0%A4%A'])(
  'what cannot be read in %s is as if it were not there',
  (hash) => {
    expect(readAddress(hash)).toEqual(firstState);
  },
);
