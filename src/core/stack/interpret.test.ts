import fc from 'fast-check';
import type { Entry, ProfileFormat } from '../profile/model.ts';
import { interpretProfile } from './interpret.ts';
import { makeEntry, makeHeader, makeProfile, readStackNotation } from './testing/stack-notation.ts';

const options = { ownCode: [], labelKeys: [] };

function interpret(format: ProfileFormat, ...entries: Entry[]) {
  return interpretProfile(makeProfile(format, entries), options).entries.map(({ stack }) => stack);
}

// One goroutine in `mu.Lock()`, as Go 1.27.4 writes it in each format; debug=1's addresses are those of the process.
const locked = {
  'debug=0':
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < internal/sync.runtime_SemacquireMutex < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock < main.park.func11@/src/park/main.go:60',
  'debug=1':
    'internal/sync.runtime_SemacquireMutex < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock < main.park.func11@/src/park/main.go:60',
  'debug=2':
    'internal/sync.runtime_SemacquireMutex < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock < main.park.func11@/src/park/main.go:60',
} as const;

describe('interpretProfile', () => {
  test('reads the same from every format', () => {
    const read = [
      ...interpret('debug=0', makeEntry(locked['debug=0'])),
      ...interpret('debug=1', makeEntry(locked['debug=1'], { addresses: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n] })),
      ...interpret('debug=2', makeEntry(locked['debug=2'], { header: makeHeader('sync.Mutex.Lock') })),
      // Go 1.19: no state of its own, no internal/sync
      ...interpret(
        'debug=2',
        makeEntry(
          'sync.runtime_SemacquireMutex < sync.(*Mutex).lockSlow < sync.(*Mutex).Lock < main.park.func12@/src/park/main.go:60',
          { header: makeHeader('semacquire') },
        ),
      ),
    ];
    for (const stack of read) {
      expect(stack).toMatchObject({
        state: 'sync.Mutex.Lock',
        function: 'main.park.func',
        location: 'main.go:60',
        main: false,
        profiler: false,
        system: false,
      });
    }
    expect(new Set(read.map((stack) => stack.fingerprint)).size).toBe(1);
  });

  test.each(['running', 'runnable', 'preempted', 'runnable (scan)'])('takes %s for running', (status) => {
    const [stack] = interpret('debug=2', makeEntry('main.f', { header: makeHeader(status) }));
    expect(stack?.state).toBe('running');
  });

  test.each(['chan receive (durable)', 'chan receive (synctest)', 'chan receive (leaked)', 'chan receive'])(
    'takes %s for chan receive',
    (status) => {
      const [stack] = interpret('debug=2', makeEntry('main.f', { header: makeHeader(status) }));
      expect(stack?.state).toBe('chan receive');
    },
  );

  test('keeps parentheses that are part of a state', () => {
    const [stack] = interpret('debug=2', makeEntry('main.f', { header: makeHeader('select (no cases)') }));
    expect(stack?.state).toBe('select (no cases)');
  });

  test('names the innermost own-code frame, else the innermost', () => {
    const [own, foreign] = interpret(
      'debug=0',
      makeEntry('net.(*conn).Read@/usr/local/go/src/net/net.go:194 < shop.(*Client).Get@/src/shop/client.go:21'),
      makeEntry(
        'net.(*conn).Read@/usr/local/go/src/net/net.go:194 < net/http.(*conn).serve@/usr/local/go/src/net/http/server.go:2',
      ),
    );
    expect(own).toMatchObject({ function: 'shop.(*Client).Get', location: 'client.go:21', ownFrame: 1, keyFrame: 1 });
    expect(foreign).toMatchObject({ function: 'net.(*conn).Read', location: 'net.go:194', ownFrame: -1, keyFrame: 0 });
  });

  test('names the innermost frame outside the standard library where no frame is own code', () => {
    const wait = 'sync.runtime_notifyListWait < sync.(*Cond).Wait@sync/cond.go:70';
    const peer = 'github.com/acme/torrent.(*peer).requester@github.com/acme/torrent@v1.5.0/peer.go:123';
    const [stack] = interpret('debug=2', makeEntry(`${wait} < ${peer}`, { header: makeHeader('sync.Cond.Wait') }));
    expect(stack).toMatchObject({ function: 'github.com/acme/torrent.(*peer).requester', location: 'peer.go:123' });
  });

  test('names the function that panicked, and not the handler of the panic', () => {
    const frames =
      'shop/lib.logPanic@/src/lib/run.go:74 < shop/lib.HandleCrash@/src/lib/run.go:48 < panic < shop/cart.(*Store).Put@/src/cart/store.go:41';
    const [running] = interpret('debug=2', makeEntry(frames, { header: makeHeader('running') }));
    expect(running).toMatchObject({ function: 'shop/cart.(*Store).Put', location: 'store.go:41' });
    const [waiting] = interpret('debug=2', makeEntry(frames, { header: makeHeader('chan receive') }));
    expect(waiting).toMatchObject({ function: 'shop/lib.logPanic' });
  });

  test('gives a fingerprint one function, whatever stands beyond the frames that it covers', () => {
    const library = Array.from({ length: 24 }, (_, index) => `net.f${index}@/usr/local/go/src/net/f.go:1`).join(' < ');
    const [a, b] = interpret(
      'debug=0',
      makeEntry(`${library} < shop.a@/src/shop/a.go:1`),
      makeEntry(`${library} < shop.b@/src/shop/b.go:1`),
    );
    expect(a?.fingerprint).toBe(b?.fingerprint);
    expect(a).toMatchObject({ function: 'net.f0', ownFrame: 24, keyFrame: 0 });
    expect(b?.function).toBe(a?.function);
  });

  test('gives goroutines without frames a fingerprint of their own', () => {
    const [stack] = interpret('debug=2', makeEntry('', { header: makeHeader('running') }));
    expect(stack).toMatchObject({
      fingerprint: '0000000000000000',
      function: '',
      location: '',
      ownFrame: -1,
      keyFrame: -1,
    });
  });

  test('drops generated wrappers from the frames', () => {
    const [stack] = interpret(
      'debug=0',
      makeEntry('main.T.M@/src/main.go:7 < main.(*T).M@<autogenerated>:1 < main.f@/src/main.go:9'),
    );
    expect(stack?.frames.map((frame) => frame.name)).toEqual(['main.T.M', 'main.f']);
  });

  test('knows the main goroutine', () => {
    const [byFrame, byNumber, other] = interpret(
      'debug=2',
      makeEntry('main.main < runtime.main', { header: makeHeader('select (no cases)') }),
      makeEntry('main.main', { header: makeHeader('select (no cases)', { firstId: 1, lastId: 1, sampleIds: [1] }) }),
      makeEntry('main.main.func1', { header: makeHeader('select (no cases)') }),
    );
    expect([byFrame?.main, byNumber?.main, other?.main]).toEqual([true, true, false]);
  });

  test.each([
    [
      'debug=0',
      'runtime.goroutineProfileWithLabels < runtime.pprof_goroutineProfileWithLabels < runtime/pprof.writeRuntimeProfile < runtime/pprof.writeGoroutine',
    ],
    [
      'debug=0',
      'runtime/pprof.runtime_goroutineProfileWithLabels < runtime/pprof.writeRuntimeProfile < runtime/pprof.writeGoroutine',
    ],
    ['debug=1', 'runtime/pprof.writeRuntimeProfile < runtime/pprof.writeGoroutine'],
  ] as const)('sets the profile writer of %s apart: %s', (format, stack) => {
    const profile = makeProfile(format, [
      makeEntry(stack, { addresses: [10n, 11n, 12n, 13n, 14n] }),
      makeEntry('main.f'),
    ]);
    const interpreted = interpretProfile(profile, options);
    expect(interpreted.entries.map((entry) => entry.stack.profiler)).toEqual([true, false]);
    expect(interpreted.profilers).toBe(1);
  });

  test('does not take a request that waits for its turn for the writer', () => {
    const [stack] = interpret(
      'debug=0',
      makeEntry(
        'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < runtime.semacquire < runtime.goroutineProfileWithLabelsConcurrent < runtime/pprof.writeRuntimeProfile',
      ),
    );
    expect(stack).toMatchObject({ profiler: false, state: 'semacquire' });
  });

  test("knows the runtime's own goroutines", () => {
    const [finalizer, scheduler, coroutine, user] = interpret(
      'debug=2',
      makeEntry('runtime.gopark < runtime.runFinalizers', { header: makeHeader('finalizer wait') }),
      makeEntry('runtime.futex < runtime.mcall', {
        header: makeHeader('idle', { firstId: 0, lastId: 0, sampleIds: [0] }),
      }),
      makeEntry('runtime.corostart', { header: makeHeader('coroutine') }),
      makeEntry('main.f', { header: makeHeader('chan receive') }),
    );
    expect([finalizer, scheduler, coroutine, user].map((stack) => stack?.system)).toEqual([true, true, false, false]);
  });

  test('keeps the pprof labels that were asked for, and no other', () => {
    const entry = makeEntry('main.f', { labels: { handler: '/api', user: 'secret' } });
    const interpreted = interpretProfile(makeProfile('debug=0', [entry]), {
      ownCode: [],
      labelKeys: ['handler', 'none'],
    });
    expect(interpreted.entries[0]?.labels).toEqual({ handler: '/api' });
  });

  test('names the creator where the profile knows it', () => {
    const creator = { function: 'main.start.func2', file: '', line: 0, startLine: 0, goroutine: 1 };
    const dump = makeProfile('debug=2', [
      makeEntry('main.f', { header: makeHeader('select', { creator }) }),
      makeEntry('main.main', { header: makeHeader('select') }),
    ]);
    expect(interpretProfile(dump, options).entries.map((entry) => entry.creator)).toEqual(['main.start.func', '']);
    expect(interpretProfile(makeProfile('debug=0', [makeEntry('main.f')]), options).entries[0]?.creator).toBeNull();
  });

  test('fingerprints do not depend on lines, files, addresses, numbers or the order of entries', () => {
    const names = fc.array(fc.constantFrom('main.f', 'lib.(*T).g', 'lib.h.func1', 'runtime.gopark', 'panic'), {
      maxLength: 30,
    });
    const place = fc.record({ line: fc.nat(), directory: fc.constantFrom('/a', '/src/b', 'C:/x', ''), id: fc.nat() });
    fc.assert(
      fc.property(fc.array(names, { maxLength: 8 }), place, place, (stacks, one, other) => {
        const build = ({ line, directory, id }: typeof one) =>
          stacks.map((stack) =>
            makeEntry('', {
              frames: readStackNotation(stack.join(' < ')).map((frame) => ({
                ...frame,
                file: `${directory}/f.go`,
                line,
              })),
              addresses: stack.map((_, index) => BigInt(line + index)),
              header: makeHeader('select', { firstId: id, lastId: id, sampleIds: [id] }),
            }),
          );
        const a = interpret('debug=2', ...build(one)).map((stack) => stack.fingerprint);
        const b = interpret('debug=2', ...build(other).reverse()).map((stack) => stack.fingerprint);
        expect(b.reverse()).toEqual(a);
      }),
    );
  });
});
