import { parseHeader, readMinutes } from './header.ts';

const plain = { waitMinutes: 0, lockedToThread: false, leaked: false, labels: {}, unread: false };

describe('parseHeader', () => {
  it.each([
    ['[chan receive]:', { status: 'chan receive' }],
    ['[select, 12 minutes]:', { status: 'select', waitMinutes: 12 }],
    ['[chan receive, locked to thread]:', { status: 'chan receive', lockedToThread: true }],
    ['[syscall, 3 minutes, locked to thread]:', { status: 'syscall', waitMinutes: 3, lockedToThread: true }],
    ['[chan receive (nil chan)]:', { status: 'chan receive (nil chan)' }],
    ['[select (no cases)]:', { status: 'select (no cases)' }],
    ['[force gc (idle)]:', { status: 'force gc (idle)' }],
    ['[runnable (scan)]:', { status: 'runnable' }],
    ['[IO wait (scan), 2 minutes]:', { status: 'IO wait', waitMinutes: 2 }],
    ['[select (synctest), synctest group 5]:', { status: 'select' }],
    ['[chan receive (durable), synctest bubble 3]:', { status: 'chan receive' }],
    ['[chan receive (leaked)]:', { status: 'chan receive', leaked: true }],
    ['[select (no cases) (leaked)]:', { status: 'select (no cases)', leaked: true }],
    [
      '[sync.WaitGroup.Wait (leaked) (scan) (durable), synctest bubble 1]:',
      { status: 'sync.WaitGroup.Wait', leaked: true },
    ],
    ['[waiting for cgo callback]:', { status: 'waiting for cgo callback' }],
    ['[???]:', { status: '???' }],
    ['[]:', { status: '' }],
    ['[chan receive]', { status: 'chan receive' }],
    ['[select, 2h4m]:', { status: 'select', waitMinutes: 124 }],
    ['[chan receive labels:{"handler": "/api/x"}]:', { status: 'chan receive', labels: { handler: '/api/x' } }],
    [
      String.raw`[chan receive, 7 minutes labels:{"weird]key": "a, 9 minutes]: {"}]:`,
      { status: 'chan receive', waitMinutes: 7, labels: { 'weird]key': 'a, 9 minutes]: {' } },
    ],
    ['[chan send] {endpoint: /api/0}:', { status: 'chan send', labels: { endpoint: '/api/0' } }],
    [
      '[select (no cases) (leaked), locked to thread] {"a b": "] {x}:"}:',
      { status: 'select (no cases)', leaked: true, lockedToThread: true, labels: { 'a b': '] {x}:' } },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseHeader(text)).toEqual({ ...plain, ...expected });
  });

  it.each([
    ['[select, sometime]:', 'select'],
    ['[select labels:{broken}]:', 'select'],
  ])('counts %s and says that a part is unread', (text, status) => {
    expect(parseHeader(text)).toEqual({ ...plain, status, unread: true });
  });

  it.each(['running]:', '[running', '[running] and more', ''])('refuses %s', (text) => {
    expect(parseHeader(text)).toBeUndefined();
  });
});

describe('readMinutes', () => {
  it.each([
    ['12 minutes', 12],
    ['1 minutes', 1],
    ['2h4m', 124],
    ['1.5h', 90],
    ['90s', 1],
    ['59s', 0],
    ['1d2h', 1560],
    ['1 hour 5 min', 65],
  ])('takes %s for whole minutes', (text, minutes) => {
    expect(readMinutes(text)).toBe(minutes);
  });

  it.each(['', 'minutes', '12', '5 parsecs', 'constructor', '1constructor', '..m', '9'.repeat(20) + 'm'])(
    'refuses %j',
    (text) => {
      expect(readMinutes(text)).toBeUndefined();
    },
  );
});

test('a status with the signs of labels or quotes is no status of the runtime', () => {
  for (const status of ['running]:\\nmain.f() {x', 'select "a"', 'running} {']) {
    expect(parseHeader(`[${status}]:`)?.unread ?? true).toBe(true);
  }
  expect(parseHeader('[chan receive (nil chan) (leaked), 3 minutes]:')?.unread).toBe(false);
});
