// The four filters that goleak applies by default: the functions, places and states of its options.go (1.3.0).
import type { IgnorePack } from '../model.ts';

const tests = [
  'testing.RunTests',
  'testing.(*T).Run',
  'testing.(*T).Parallel',
  'testing.runFuzzing',
  'testing.runFuzzTests',
];

export const goleak: IgnorePack = {
  id: 'goleak',
  version: 1,
  name: "goleak's default rules",
  rules: [
    ...tests.map((top) => ({ top, state: 'chan receive', what: 'the testing package waits for tests' })),
    { any: 'runtime.goexit', state: 'syscall', what: 'kept in the background by cgo' },
    { top: 'os/signal.signal_recv', what: 'waits for signals' },
    { top: 'os/signal.loop', what: 'waits for signals' },
    { any: 'runtime.ensureSigM', what: "the runtime's own, once signals are asked for" },
    { any: 'runtime.ReadTrace', what: 'an execution trace is being taken' },
  ],
};
