// Goroutines that the standard library keeps in any program, besides HTTP and databases.
import type { IgnorePack } from '../model.ts';

export const standardLibrary: IgnorePack = {
  id: 'standard-library',
  version: 1,
  name: 'Standard library and runtime',
  rules: [
    { entry: 'os/signal.loop', what: 'waits for signals' },
    { any: 'runtime.ensureSigM', what: "the runtime's own, once signals are asked for" },
    { entry: 'os/signal.NotifyContext', foreign: true, what: 'ends a context on a signal' },
    { any: 'runtime.ReadTrace', what: 'an execution trace is being taken' },
    { entry: 'runtime/trace.Start', what: 'writes an execution trace' },
    { entry: 'runtime/trace.(*traceMultiplexer).startLocked', what: 'writes an execution trace' },
    { entry: 'runtime/pprof.profileWriter', what: 'writes a CPU profile' },
    { any: 'net/http/pprof.*', foreign: true, what: 'a profile is being taken' },
    { any: 'net.(*TCPListener).Accept', state: 'IO wait', what: 'waits for connections' },
    { any: 'net.(*UnixListener).Accept', state: 'IO wait', what: 'waits for connections' },
    { any: 'net.(*TCPListener).AcceptTCP', state: 'IO wait', what: 'waits for connections' },
    { entry: 'net/rpc.(*Client).input', what: 'reads the answers of an RPC connection' },
    { entry: 'log/syslog.*', foreign: true, what: 'writes to syslog' },
    { top: 'testing.(*T).Run', state: 'chan receive', what: 'the testing package waits for tests' },
    { top: 'testing.(*T).Parallel', state: 'chan receive', what: 'the testing package waits for tests' },
  ],
};
