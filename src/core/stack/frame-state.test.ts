import { inferFromVisible, inferState } from './frame-state.ts';
import { refineSemaphore } from './semaphore-state.ts';
import { readStackNotation } from './testing/stack-notation.ts';

// Innermost frames of debug=0 profiles of one program that parks in every way, built with Go 1.20.14 and 1.27.4.
const states: readonly (readonly [state: string, stack: string])[] = [
  ['chan receive', 'runtime.gopark < runtime.chanrecv@chan.go:583-457 < runtime.chanrecv1 < main.f'],
  ['chan receive', 'runtime.gopark < runtime.chanrecv@chan.go:667-524 < runtime.chanrecv2 < main.f'],
  ['chan receive (nil chan)', 'runtime.gopark < runtime.chanrecv@chan.go:469-457 < runtime.chanrecv1 < main.f'],
  ['chan receive (nil chan)', 'runtime.gopark < runtime.chanrecv@chan.go:536-524 < runtime.chanrecv2 < main.f'],
  ['chan receive', 'runtime.gopark < runtime.chanrecv < runtime.chanrecv1 < main.f'],
  ['chan receive', 'runtime.gopark < runtime.chanrecv@chan.go:667-524 < reflect.chanrecv < reflect.Value.recv'],
  ['chan send', 'runtime.gopark < runtime.chansend@chan.go:283-176 < runtime.chansend1 < main.f'],
  ['chan send (nil chan)', 'runtime.gopark < runtime.chansend@chan.go:165-160 < runtime.chansend1 < main.f'],
  ['chan send (nil chan)', 'runtime.gopark < runtime.chansend@chan.go:181-176 < runtime.chansend1 < main.f'],
  ['select', 'runtime.gopark < runtime.selectgo < main.f'],
  ['select', 'runtime.gopark < runtime.selectgo < reflect.rselect < reflect.Select'],
  ['select (no cases)', 'runtime.gopark < runtime.block < main.f'],
  ['select (no cases)', 'runtime.gopark < runtime.block < reflect.rselect < reflect.select0 < reflect.Select'],
  [
    'IO wait',
    'runtime.gopark < runtime.netpollblock < internal/poll.runtime_pollWait < internal/poll.(*pollDesc).wait',
  ],
  ['sleep', 'runtime.gopark < time.Sleep < main.f'],
  [
    'sync.Mutex.Lock',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < sync.runtime_SemacquireMutex < sync.(*Mutex).lockSlow < sync.(*Mutex).Lock',
  ],
  [
    'sync.Mutex.Lock',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < internal/sync.runtime_SemacquireMutex < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock',
  ],
  [
    'sync.RWMutex.RLock',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < sync.runtime_SemacquireRWMutexR < sync.(*RWMutex).RLock',
  ],
  [
    'sync.RWMutex.Lock',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < sync.runtime_SemacquireRWMutex < sync.(*RWMutex).Lock',
  ],
  [
    'sync.WaitGroup.Wait',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < sync.runtime_Semacquire < sync.(*WaitGroup).Wait',
  ],
  [
    'sync.WaitGroup.Wait',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < sync.runtime_SemacquireWaitGroup < sync.(*WaitGroup).Wait',
  ],
  [
    'semacquire',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < internal/poll.runtime_Semacquire < internal/poll.(*fdMutex).rwlock',
  ],
  [
    'semacquire',
    'runtime.gopark < runtime.goparkunlock < runtime.semacquire1 < runtime.semacquire < runtime.stopTheWorldGC',
  ],
  ['sync.Cond.Wait', 'runtime.gopark < runtime.goparkunlock < sync.runtime_notifyListWait < sync.(*Cond).Wait'],
  ['coroutine', 'runtime.coroswitch < iter.Pull[go.shape.int].func2 < main.f'],
  ['coroutine', 'runtime.corostart'],
  ['syscall', 'runtime.notetsleepg < os/signal.signal_recv < os/signal.loop'],
  ['syscall', 'syscall.Syscall < syscall.read < syscall.Read < main.f'],
  [
    'syscall',
    'internal/runtime/syscall.Syscall6 < syscall.RawSyscall6 < syscall.Syscall6 < os.(*Process).blockUntilWaitable',
  ],
  ['syscall', 'syscall.syscall < syscall.read < main.f'],
  ['syscall', 'runtime.cgocall < main._Cfunc_sleep < main.f'],
  ['running', 'runtime.asyncPreempt2 < runtime.asyncPreempt < main.f'],
  ['running', 'runtime.Gosched < main.f'],
  ['running', 'main.f'],
  ['running', 'syscall.Read < main.f'],
  [
    'running',
    'runtime.goroutineProfileWithLabels < runtime/pprof.runtime_goroutineProfileWithLabels < runtime/pprof.writeRuntimeProfile',
  ],
  ['running', ''],
  ['finalizer wait', 'runtime.gopark < runtime.runFinalizers'],
  ['GC sweep wait', 'runtime.gopark < runtime.goparkunlock < runtime.bgsweep'],
  ['GC assist wait', 'runtime.gopark < runtime.goparkunlock < runtime.gcParkAssist < runtime.gcAssistAlloc < main.f'],
  ['wait for GC cycle', 'runtime.gopark < runtime.goparkunlock < runtime.gcWaitOnMark < runtime.GC < main.f'],
];

test.each(states)('a whole stack is in state %j: %s', (state, stack) => {
  expect(inferState(readStackNotation(stack))).toBe(state);
});

describe('inferFromVisible, on what debug=1 leaves of a stack', () => {
  test.each([
    ['IO wait', 'internal/poll.runtime_pollWait < internal/poll.(*pollDesc).wait'],
    ['sleep', 'time.Sleep < main.f'],
    ['sync.Cond.Wait', 'sync.runtime_notifyListWait < sync.(*Cond).Wait'],
    [
      'sync.Mutex.Lock',
      'internal/sync.runtime_SemacquireMutex < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock',
    ],
    ['sync.WaitGroup.Wait', 'sync.runtime_Semacquire < sync.(*WaitGroup).Wait'],
    ['semacquire', 'internal/poll.runtime_Semacquire < internal/poll.(*fdMutex).rwlock'],
    ['syscall', 'os/signal.signal_recv < os/signal.loop'],
    ['syscall', 'syscall.Syscall < syscall.read'],
    ['syscall', 'main._Cfunc_sleep < main.f'],
    ['coroutine', 'iter.Pull[...].func2 < main.f'],
  ])('knows %j', (state, stack) => {
    expect(inferFromVisible(readStackNotation(stack))).toBe(state);
  });

  test.each(['main.f < main.g', 'reflect.rselect < reflect.Select', 'main.syscallLoop', ''])(
    'does not guess at %j',
    (stack) => {
      expect(inferFromVisible(readStackNotation(stack))).toBeUndefined();
    },
  );
});

describe('refineSemaphore, on debug=2 of Go before 1.20', () => {
  test.each([
    ['sync.Mutex.Lock', 'sync.runtime_SemacquireMutex < sync.(*Mutex).lockSlow < sync.(*Mutex).Lock < main.f'],
    ['sync.RWMutex.RLock', 'sync.runtime_SemacquireMutex < sync.(*RWMutex).RLock < main.f'],
    ['sync.RWMutex.Lock', 'sync.runtime_SemacquireMutex < sync.(*RWMutex).Lock < main.f'],
    [
      'sync.Mutex.Lock',
      'sync.runtime_SemacquireMutex < sync.(*Mutex).lockSlow < sync.(*Mutex).Lock < sync.(*RWMutex).Lock < main.f',
    ],
    ['sync.WaitGroup.Wait', 'sync.runtime_Semacquire < sync.(*WaitGroup).Wait < main.f'],
    // gccgo
    ['sync.Mutex.Lock', 'sync.runtime__SemacquireMutex < sync.Mutex.lockSlow < sync.Mutex.Lock < main.mutexLock'],
    ['sync.RWMutex.RLock', 'sync.runtime__SemacquireMutex < sync.RWMutex.RLock < main.rwMutexRLock'],
    ['sync.WaitGroup.Wait', 'sync.runtime__Semacquire < sync.WaitGroup.Wait < main.waitGroupWait'],
    ['semacquire', 'internal/poll.runtime_Semacquire < internal/poll.(*fdMutex).rwlock < main.f'],
    ['semacquire', 'main.f < sync.runtime_SemacquireMutex'],
    ['semacquire', ''],
  ])('says %j', (state, stack) => {
    expect(refineSemaphore(readStackNotation(stack))).toBe(state);
  });
});
