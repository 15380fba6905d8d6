import type { SuspectRow } from './model.ts';
import { writeTicket } from './ticket.ts';

const suspect: SuspectRow = {
  id: 'f|chan send',
  fingerprint: '0123456789abcdef',
  state: 'chan send',
  grade: 'proven',
  count: 1_234,
  growthPerMinute: 12.5,
  sinceMs: null,
  function: 'shop/search.(*Engine).ask',
  rawFunction: 'shop/search.(*Engine).ask',
  package: 'shop/search',
  location: 'engine.go:60',
  creator: null,
  cause: 'forgotten-receiver',
  causeName: 'Nobody receives',
  fix: 'Give the channel room.',
  evidence: ['The leak profile lists all.'],
  also: ['early-return'],
  proven: 0,
  target: '',
  changedThen: '',
  surer: '',
  probability: 0.99,
  instances: 1,
  instancesOf: 1,
  memoryBytes: { low: 1_048_576, high: 2_097_152 },
  timeLeftMinutes: null,
  locks: null,
  arrivals: null,
  once: false,
};

const subject = {
  target: 'localhost:6060',
  service: 'shop',
  instances: ['localhost:6060'],
  goVersion: 'go1.26.1',
  atMs: 1_700_000_000_000,
};

test('names target, service, instance, time and Go version', () => {
  const text = writeTicket(subject, []);
  expect(text).toContain('- Target: localhost:6060\n- Service: shop\n- Instance: localhost:6060\n');
  expect(text).toContain('- Time: 2023-11-14T22:13:20.000Z\n- Go: go1.26.1');
});

test('code in the fix stays code', () => {
  const row = { ...suspect, fix: 'Give the channel `make(chan T, 1)` a buffer.' };
  expect(writeTicket(subject, [{ row, suspect: row, frames: [] }])).toContain(
    'the channel `make(chan T, 1)` a buffer.',
  );
});

test('says what leaks, how fast, why, and what to change', () => {
  const frames = [
    { name: 'ask', rawFunction: 'shop/search.(*Engine).ask', file: '/src/engine.go', line: 60, own: true },
  ];
  const text = writeTicket(subject, [{ row: suspect, suspect, frames }]);
  expect(text).toContain('## 1,234 × `chan send` in `shop/search.(*Engine).ask`');
  expect(text).toContain('+13 a minute');
  expect(text).toContain('Costs 1 MiB to 2 MiB of memory.');
  expect(text).toContain('`forgotten-receiver`, or `early-return`');
  expect(text).toContain('> shop/search.(*Engine).ask\n      /src/engine.go:60');
  expect(text).toContain('Which event makes this goroutine exit?');
});

test('no name becomes markup', () => {
  const row = { ...suspect, function: 'main.`x`<img>', location: '](http://evil)' };
  const frames = [{ name: 'x', rawFunction: 'main.```\u202e', file: '', line: 0, own: false }];
  const text = writeTicket({ ...subject, target: '<b>*' }, [{ row, suspect: undefined, frames }]);
  expect(text).toContain('# Goroutine leak: \\<b\\>\\*');
  expect(text).toContain('``main.`x`<img>``');
  expect(text).toContain('````\n  main.```\\u202e\n````');
});

test('of several processes, each stack names its own', () => {
  const row = { ...suspect, target: 'a:6060' };
  expect(writeTicket(subject, [{ row, suspect: row, frames: [] }])).toContain('At `engine.go:60` of a:6060, +13');
});
