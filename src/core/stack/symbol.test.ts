import { readSymbol } from './symbol.ts';

describe('readSymbol', () => {
  test.each([
    ['main.worker', 'main.worker'],
    ['net/http.(*conn).serve', 'net/http.(*conn).serve'],
    ['example.com/park/mid.T.VLoop', 'example.com/park/mid.T.VLoop'],
    ['main.main', 'main.main'],
  ])('leaves a plain name alone: %s', (raw, name) => {
    expect(readSymbol(raw).name).toBe(name);
  });

  test.each([
    ['main.Map[...]', 'main.Map'],
    ['main.(*G[...]).Loop', 'main.(*G).Loop'],
    ['main.Map[go.shape.string,go.shape.struct { A []int; B map[string]int }]', 'main.Map'],
    ['main.(*G[go.shape.[]int]).Loop.func1', 'main.(*G).Loop.func'],
    ['main.Map[github.com/acme/lib.T].func1', 'main.Map.func'],
  ])('drops type parameters: %s', (raw, name) => {
    expect(readSymbol(raw).name).toBe(name);
  });

  test.each([
    ['gopkg.in/yaml%2ev3.(*Decoder).Decode', 'gopkg.in/yaml.v3.(*Decoder).Decode', 'gopkg.in/yaml.v3'],
    ['gopkg.in/yaml%252ev3.Unmarshal', 'gopkg.in/yaml.v3.Unmarshal', 'gopkg.in/yaml.v3'],
    ['vendor/golang.org/x/net/http2/hpack.F', 'golang.org/x/net/http2/hpack.F', 'golang.org/x/net/http2/hpack'],
    ['github.com/me/app/vendor/github.com/you/lib.F', 'github.com/you/lib.F', 'github.com/you/lib'],
    ['github.com/you/lib@v1.2.3/sub.F', 'github.com/you/lib/sub.F', 'github.com/you/lib/sub'],
    ['github.com/you/lib@v1.2.3.F', 'github.com/you/lib.F', 'github.com/you/lib'],
    ['github.com/you/lib@v0.0.0-20240102150405-abcdef123456.(*T).F', 'github.com/you/lib.(*T).F', 'github.com/you/lib'],
    ['internal/sync.(*HashTrieMap[...]).Load', 'sync.(*HashTrieMap).Load', 'sync'],
  ])('writes a package as an import does: %s', (raw, name, path) => {
    expect(readSymbol(raw)).toMatchObject({ name, package: path });
  });

  test.each([
    ['main.f(0xc000012345, {0x1, 0x2}, ...)', 'main.f'],
    ['main.(*T).M(0xc000012345)', 'main.(*T).M'],
    ['main.(*T).M', 'main.(*T).M'],
    ['main.f+0x1d', 'main.f'],
    ['main.f(...)', 'main.f'],
  ])('drops arguments and offsets: %s', (raw, name) => {
    expect(readSymbol(raw).name).toBe(name);
  });

  test.each([
    ['main.worker.func1', 'main.worker.func', 'worker.func'],
    ['main.worker.func5.1.1', 'main.worker.func', 'worker.func'],
    ['main.(*T).Run.func2', 'main.(*T).Run.func', '(*T).Run.func'],
    // seq's closure, inlined into main: as Go 1.22 to 1.26 name it, nested, and as 1.27 does
    ['main.main.seq.func16', 'main.seq.func', 'seq.func'],
    ['main.park.func36.seq.1', 'main.seq.func', 'seq.func'],
    ['main.seq.1', 'main.seq.func', 'seq.func'],
    ['main.park.(*Ptr).Wait.func43', 'main.(*Ptr).Wait.func', '(*Ptr).Wait.func'],
    ['example.com/park/iterx.(*Ptr).Wait.func1', 'example.com/park/iterx.(*Ptr).Wait.func', '(*Ptr).Wait.func'],
    ['main.park.func38.park.func38.2.3', 'main.park.func', 'park.func'],
    ['iter.Pull[...].func1.1', 'iter.Pull.func', 'Pull.func'],
    // a closure of a package variable, up to Go 1.20 and after
    ['main.glob..func1', 'main.init.func', 'init.func'],
    ['main.init.func1', 'main.init.func', 'init.func'],
    ['main.init.0.func1', 'main.init.func', 'init.func'],
    ['main.rangeGo-range1.1', 'main.rangeGo.func', 'rangeGo.func'],
    ['main.rangeNested-range1-range1.1', 'main.rangeNested.func', 'rangeNested.func'],
  ])('takes a closure for its innermost named function: %s', (raw, name, identity) => {
    expect(readSymbol(raw)).toMatchObject({ name, identity });
  });

  test.each([
    ['main.init.0', 'main.init'],
    ['main.init.1', 'main.init'],
    ['main.rangeBody-range1', 'main.rangeBody'],
    ['main.rangeNested.numbers.rangeNested-range1-range3', 'main.rangeNested'],
    // inlined into the wrapper of a go statement, Go 1.24 to 1.26
    ['main.init.5.func1.gowrap2.rangeOverFunc-range1', 'main.rangeOverFunc'],
    ['main.init.5.func1.gowrap3.nested.numbers.init.5.func1.gowrap3.nested-range1-range3', 'main.nested'],
    ['main.start.func1.shelf.all-range1', 'main.shelf.all'],
    ['main.(*T).M-fm', 'main.(*T).M'],
    ['main.func1', 'main.func1'],
    ['main.function', 'main.function'],
    ['main._Cfunc_sleep', 'main._Cfunc_sleep'],
  ])('tells %s from a closure', (raw, name) => {
    expect(readSymbol(raw)).toMatchObject({ name, identity: name });
  });

  test.each([
    'runtime.gopark',
    'runtime.main',
    'runtime.Gosched',
    'internal/runtime/syscall.Syscall6',
    'runtime/internal/syscall.Syscall6',
    'panic',
    'panic({0x5a2e20?, 0x1?})',
    'net/http.(*connReader).startBackgroundRead.gowrap2',
    'main.deferArgs.deferwrap1',
    'sync.runtime_SemacquireMutex',
    'internal/sync.runtime_SemacquireMutex',
    'internal/poll.runtime_pollWait',
    'sync.(*Mutex).lockSlow',
    'internal/sync.(*Mutex).lockSlow',
    'reflect.select0',
    '_cgoexp_809623879b83_goParks',
  ])('drops %s from identity', (raw) => {
    expect(readSymbol(raw).dropped).toBe(true);
  });

  test.each([
    'runtime/pprof.writeGoroutine',
    'runtimex.F',
    'time.Sleep',
    'os/signal.signal_recv',
    'sync.(*Mutex).Lock',
    'sync.(*RWMutex).lockSlow',
    'internal/poll.(*FD).Read',
    'main.panic',
    'main.runtime_x',
    'main.gowrap1',
    'reflect.rselect',
  ])('keeps %s', (raw) => {
    expect(readSymbol(raw).dropped).toBe(false);
  });

  test('does not take an address for a name', () => {
    expect(readSymbol('0x486bd7').name).toBe(readSymbol('0x486bd8').name);
    expect(readSymbol('non-Go function at pc=0x7f01').name).toBe(readSymbol('non-Go function at pc=0x7f02').name);
  });

  test.each([
    '',
    '.',
    '..',
    '(',
    ')',
    '[',
    ']',
    'a[',
    'a.(b',
    '@',
    'a@.',
    '%',
    '%2',
    'a/b',
    '/',
    '.func1',
    'main.',
    'main..',
    '-fm',
    '+0x',
  ])('survives %j', (raw) => {
    expect(typeof readSymbol(raw).name).toBe('string');
  });
});
