// Infers from the innermost frames why a goroutine is parked, since debug=0 has no words for it. The table has one row
// per way to park. The words are the runtime's (runtime2.go, waitReasonStrings).
import type { Frame } from '../profile/model.ts';
import { isRuntimeFunction, refineSemaphore, formatSync } from './semaphore-state.ts';

export const running = 'running';
/**
 * Parked for an unknown reason: this table does not know the way of waiting, or its frames are hidden. The runtime's
 * own word.
 */
export const waiting = 'waiting';
/** debug=1 hides the frames that distinguish a channel from a select. */
export const chanOrSelect = 'chan or select';

/** Functions that call gopark, or are between it and the caller. */
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

/** Waits that do not use gopark. */
const switchedIn: ReadonlyMap<string, string> = new Map([
  ['runtime.coroswitch', 'coroutine'],
  ['runtime.coroswitch_m', 'coroutine'],
  ['runtime.corostart', 'coroutine'],
  // The loop of os/signal uses entersyscallblock, so the runtime counts it as a system call.
  ['runtime.notetsleepg', 'syscall'],
  ['os/signal.signal_recv', 'syscall'],
  ['runtime.cgocall', 'syscall'],
  ['runtime.asmcgocall', 'syscall'],
  ['runtime.entersyscall', 'syscall'],
  ['runtime.reentersyscall', 'syscall'],
  ['runtime.entersyscallblock', 'syscall'],
]);

/**
 * A channel operation that parks within this many lines of its function has a nil channel (12 and 5 lines, against 107
 * and more).
 */
const nilChannelLines = 40;

function isOnNilChannel(frame: Frame): boolean {
  return frame.startLine > 0 && frame.line >= frame.startLine && frame.line - frame.startLine < nilChannelLines;
}

/**
 * `syscall.Syscall6`, `syscall.rawSyscallNoError`, Darwin's `syscall.syscall` and Windows' `syscall.SyscallN`, but not
 * `syscall.Read`.
 */
function isSystemCall(name: string): boolean {
  if (name.startsWith('internal/runtime/syscall') || name.startsWith('runtime/internal/syscall')) return true;
  const dot = name.lastIndexOf('.');
  const path = name.slice(0, dot);
  if (path !== 'syscall' && path !== 'internal/syscall/unix' && !path.endsWith('golang.org/x/sys/unix')) return false;
  const call = name.slice(dot + 1).toLowerCase();
  return call.startsWith('syscall') || call.startsWith('rawsyscall') || call === 'runtime_entersyscall';
}

/** Infers the state from whole stacks: debug=0, and debug=1 with its hidden frames restored. */
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

/**
 * Functions of the runtime under other packages' names. They are visible in every format, and each parks in one way
 * only.
 */
const visibleWaits: ReadonlyMap<string, string> = new Map([
  ['time.Sleep', 'sleep'],
  ['sync.runtime_notifyListWait', 'sync.Cond.Wait'],
  ['internal/poll.runtime_pollWait', 'IO wait'],
  ['internal/poll.runtime_Semacquire', 'semacquire'],
  ['os/signal.signal_recv', 'syscall'],
  ['internal/synctest.Run', 'synctest.Run'],
  ['internal/synctest.Wait', 'synctest.Wait'],
]);

/** Infers the state from a debug=1 stack with hidden runtime frames; undefined when several states are possible. */
export function inferFromVisible(frames: readonly Frame[]): string | undefined {
  const innermost = frames.find((frame) => !isRuntimeFunction(frame.function));
  if (innermost === undefined) return undefined;
  const name = innermost.function;
  const state = visibleWaits.get(name);
  if (state !== undefined) return state;
  if (formatSync(name).startsWith('sync.runtime_Semacquire')) return refineSemaphore(frames);
  if (name.startsWith('iter.Pull')) return 'coroutine';
  if (name.startsWith('runtime/trace.')) return 'trace reader (blocked)';
  if (isSystemCall(name) || name.includes('._Cfunc_')) return 'syscall';
  return undefined;
}
