import fc from 'fast-check';
import { countIdentityFrames, makeFingerprint } from './fingerprint.ts';
import { readSymbol } from './symbol.ts';

function fingerprint(stack: string): string {
  const symbols = stack === '' ? [] : stack.split(' < ').map(readSymbol);
  return makeFingerprint(symbols.filter((symbol) => !symbol.dropped));
}

function repeat(frame: string, times: number): string {
  return Array.from({ length: times }, () => frame).join(' < ');
}

describe('makeFingerprint', () => {
  test('stays the same: a change here needs a new fingerprintVersion', () => {
    expect(fingerprint('main.worker.func1')).toMatchInlineSnapshot(`"4dd054e2a31b9ee5"`);
    expect(fingerprint('net/http.(*persistConn).readLoop')).toMatchInlineSnapshot(`"07880640c3a58901"`);
    expect(fingerprint('')).toBe('0000000000000000');
  });

  test.each([
    [
      "the runtime's frames",
      'runtime.gopark < runtime.chanrecv < runtime.chanrecv1 < main.f < runtime.main < runtime.goexit',
      'main.f',
    ],
    [
      'internal/sync, since Go 1.24',
      'internal/sync.runtime_SemacquireMutex < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock < main.f',
      'sync.runtime_SemacquireMutex < sync.(*Mutex).lockSlow < sync.(*Mutex).Lock < main.f',
    ],
    ['type arguments', 'main.F[go.shape.int] < main.g', 'main.F[...] < main.g'],
    ['closure numbers', 'main.f.func1 < main.main', 'main.f.func2 < main.main'],
    ['how deep a closure is nested', 'main.f.func1.2.1', 'main.f.func1'],
    [
      'where a closure was inlined',
      'main.main.Log.func3 < net/http.HandlerFunc.ServeHTTP',
      'shop/web.Log.func1 < net/http.HandlerFunc.ServeHTTP',
    ],
    ['a method value', '(*T).M < main.(*T).M-fm', '(*T).M < main.(*T).M'],
    ['how a goroutine is wrapped', 'main.f < main.main.gowrap1', 'main.f'],
    ['how deep a recursion is', 'main.f < main.f < main.f < main.g', 'main.f < main.g'],
  ])('does not depend on %s', (_, a, b) => {
    expect(fingerprint(a)).toBe(fingerprint(b));
  });

  test.each([
    ['functions', 'main.f', 'main.g'],
    ['packages', 'shop.f', 'main.f'],
    ['receivers', 'main.(*A).f', 'main.(*B).f'],
    ['callers', 'main.f < main.g', 'main.f < main.h'],
    ['the order of frames', 'main.f < main.g', 'main.g < main.f'],
    ['a function from its closure', 'main.f', 'main.f.func1'],
    ['depth', 'main.f < main.g', 'main.f < main.g < main.h'],
    ['goroutines of two libraries', 'lib/a.New.func1', 'lib/b.New.func1'],
    [
      'goroutines of two libraries in a group',
      'lib/a.New.func1 < golang.org/x/sync/errgroup.(*Group).Go.func1',
      'lib/b.New.func1 < golang.org/x/sync/errgroup.(*Group).Go.func1',
    ],
  ])('tells apart %s', (_, a, b) => {
    expect(fingerprint(a)).not.toBe(fingerprint(b));
  });

  test('covers the innermost 24 frames', () => {
    const frames = Array.from({ length: 40 }, (_, index) => `main.f${index}`);
    const whole = fingerprint(frames.join(' < '));
    expect(fingerprint(frames.slice(0, 24).join(' < '))).toBe(whole);
    expect(fingerprint(frames.slice(0, 23).join(' < '))).not.toBe(whole);
    expect(fingerprint([...frames.slice(0, 23), 'main.g'].join(' < '))).not.toBe(whole);
  });

  test('ends a recursion at the 24th frame, as Go up to 1.22 ends the stack at the 32nd', () => {
    const recursion = repeat('main.f', 24);
    expect(fingerprint(`${repeat('main.f', 200)} < main.start`)).toBe(fingerprint(recursion));
    expect(fingerprint(`${repeat('main.a < main.b', 100)} < main.start`)).toBe(
      fingerprint(repeat('main.a < main.b', 12)),
    );
  });

  test('counts a frame that only newer Go has not at all', () => {
    const callers = Array.from({ length: 40 }, (_, index) => `main.f${index}`).join(' < ');
    expect(fingerprint(`internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock < ${callers}`)).toBe(
      fingerprint(`sync.(*Mutex).Lock < ${callers}`),
    );
  });

  test('does not depend on frames that are dropped, wherever they stand', () => {
    const dropped = fc.constantFrom(
      'runtime.gopark',
      'panic',
      'main.f.gowrap2',
      'internal/runtime/maps.F',
      'sync.runtime_X',
    );
    const kept = fc.constantFrom('main.a', 'main.b', 'lib.(*T).c', 'lib.d.func1');
    const frames = fc.array(fc.oneof(kept, dropped), { maxLength: 60 });
    fc.assert(
      fc.property(frames, (stack) => {
        const symbols = stack.map(readSymbol);
        const left = symbols.filter((symbol) => !symbol.dropped);
        expect(fingerprint(stack.join(' < '))).toBe(makeFingerprint(left));
        expect(countIdentityFrames(left)).toBe(Math.min(left.length, 24));
      }),
    );
  });
});
