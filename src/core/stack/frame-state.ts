// Why a goroutine is parked, read off its innermost frames: debug=0 has no words for it. One row a way to park; the
// spelling is the runtime's own (runtime2.go, waitReasonStrings).
import type { Frame } from '../profile/model.ts';
import { isRuntimeFunction, refineSemaphore, spellSync } from './semaphore-state.ts';

export const running = 'running';
/** Parked, and nothing says why: a way of waiting that this table doesn't know, or whose frames are hidden. The runtime's own word for it. */
export const waiting = 'waiting';
/** debug=1 hides the frames that tell a channel from a select. */
export const chanOrSelect = 'chan or select';

/** Functions that call gopark themselves, or stand between it and the caller. */
const parkedIn: ReadonlyMap<string, string> = new Map([
  ['runtime.chanrecv', 'chan receive'],
  ['runtime.chansend', 'chan send'],
  ['runtime.selectgo', 'select'],
  ['runtime.block', 'select (no cases)'],
  ['runtime.netpollblock', 'IO wait'],
  ['runtime.semacquire1', 'semacquire'],
  ['runtime.timeSleep', 'sleep'],
  ['time.Sleep', 'sleep'],
  ['runtime.notifyListWait', 'sync.Cond.Wait'],
  ['sync.runtime_notifyListWait', 'sync.Cond.Wait'],
  ['runtime.synctestRun', 'synctest.Run'],
  ['internal/synctest.Run', 'synctest.Run'],
  ['runtime.synctestWait', 'synctest.Wait'],
  ['internal/synctest.Wait', 'synctest.Wait'],
  ['runtime.gcWaitOnMark', 'wait for GC cycle'],
  ['runtime.gcParkAssist', 'GC assist wait'],
  ['runtime.gcParkStrongFromWeak', 'GC weak to strong wait'],
  ['runtime.gcBgMarkWorker', 'GC worker (idle)'],
  ['runtime.bgsweep', 'GC sweep wait'],
  ['runtime.(*scavengerState).park', 'GC scavenge wait'],
  ['runtime.(*scavengerState).sleep', 'sleep'],
  ['runtime.bgscavenge', 'GC scavenge wait'],
  ['runtime.runfinq', 'finalizer wait'],
  ['runtime.runFinalizers', 'finalizer wait'],
  ['runtime.(*cleanupQueue).dequeue', 'cleanup wait'],
  ['runtime.runCleanups', 'cleanup wait'],
  ['runtime.forcegchelper', 'force gc (idle)'],
  ['runtime.updateMaxProcsGoroutine', 'GOMAXPROCS updater (idle)'],
  ['runtime.readTrace0', 'trace reader (blocked)'],
  ['runtime.ReadTrace', 'trace reader (blocked)'],
  ['runtime.main', 'panicwait'],
]);

/** Waits that don't go through gopark. */
const switchedIn: ReadonlyMap<string, string> = new Map([
  ['runtime.coroswitch', 'coroutine'],
  ['runtime.coroswitch_m', 'coroutine'],
  ['runtime.corostart', 'coroutine'],
  // The loop of os/signal: entersyscallblock, so the runtime counts it as a system call.
  ['runtime.notetsleepg', 'syscall'],
  ['os/signal.signal_recv', 'syscall'],
  ['runtime.cgocall', 'syscall'],
  ['runtime.asmcgocall', 'syscall'],
  ['runtime.entersyscall', 'syscall'],
  ['runtime.reentersyscall', 'syscall'],
  ['runtime.entersyscallblock', 'syscall'],
]);

/** Below this many lines into its function, a channel operation parks because the channel is nil (12 and 5, against 107 and more). */
const nilChannelLines = 40;

function isOnNilChannel(frame: Frame): boolean {
  return frame.startLine > 0 && frame.line >= frame.startLine && frame.line - frame.startLine < nilChannelLines;
}

/** `syscall.Syscall6`, `syscall.rawSyscallNoError`, Darwin's `syscall.syscall`, Windows' `syscall.SyscallN`; not `syscall.Read`. */
function isSystemCall(name: string): boolean {
  if (name.startsWith('internal/runtime/syscall') || name.startsWith('runtime/internal/syscall')) return true;
  const dot = name.lastIndexOf('.');
  const path = name.slice(0, dot);
  if (path !== 'syscall' && path !== 'internal/syscall/unix' && !path.endsWith('golang.org/x/sys/unix')) return false;
  const call = name.slice(dot + 1).toLowerCase();
  return call.startsWith('syscall') || call.startsWith('rawsyscall') || call === 'runtime_entersyscall';
}

/** Reads the state off whole stacks: debug=0, and debug=1 whose hidden frames were restored. */
export function inferState(frames: readonly Frame[]): string {
  let parked = false;
  for (const frame of frames) {
    const name = frame.function;
    if (name === 'runtime.gopark' || name === 'runtime.goparkunlock') parked = true;
    else {
      const state = parked ? parkedIn.get(name) : switchedIn.get(name);
      if (state !== undefined) return completeState(state, frame, frames);
      if (!parked && isSystemCall(name)) return 'syscall';
      if (!isRuntimeFunction(name)) return parked ? (inferFromVisible(frames) ?? waiting) : running;
    }
  }
  return parked ? waiting : running;
}

function completeState(state: string, frame: Frame, frames: readonly Frame[]): string {
  if (state === 'semacquire') return refineSemaphore(frames);
  if ((state === 'chan receive' || state === 'chan send') && isOnNilChannel(frame)) return `${state} (nil chan)`;
  return state;
}

/** Functions of the runtime under other packages' names: visible in every format, and each parks in one way only. */
const visibleWaits: ReadonlyMap<string, string> = new Map([
  ['time.Sleep', 'sleep'],
  ['sync.runtime_notifyListWait', 'sync.Cond.Wait'],
  ['internal/poll.runtime_pollWait', 'IO wait'],
  ['internal/poll.runtime_Semacquire', 'semacquire'],
  ['os/signal.signal_recv', 'syscall'],
  ['internal/synctest.Run', 'synctest.Run'],
  ['internal/synctest.Wait', 'synctest.Wait'],
]);

/** Reads the state off what debug=1 shows of a stack that hides runtime frames; undefined when that could be several. */
export function inferFromVisible(frames: readonly Frame[]): string | undefined {
  const innermost = frames.find((frame) => !isRuntimeFunction(frame.function));
  if (innermost === undefined) return undefined;
  const name = innermost.function;
  const state = visibleWaits.get(name);
  if (state !== undefined) return state;
  if (spellSync(name).startsWith('sync.runtime_Semacquire')) return refineSemaphore(frames);
  if (name.startsWith('iter.Pull')) return 'coroutine';
  if (name.startsWith('runtime/trace.')) return 'trace reader (blocked)';
  if (isSystemCall(name) || name.includes('._Cfunc_')) return 'syscall';
  return undefined;
}
