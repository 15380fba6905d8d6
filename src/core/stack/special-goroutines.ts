// Goroutines that are never suspects: the main one, the one that writes the profile, and the runtime's own.
import type { Entry, Frame } from '../profile/model.ts';
import { isSystemState } from './header-state.ts';
import { isRuntimeFunction } from './semaphore-state.ts';

/** The facts that identify such a goroutine. */
type FramesAndHeader = Pick<Entry, 'frames' | 'header'>;

/** The outermost frame is `runtime.main`, which debug=2 hides, or the goroutine has number 1. */
export function isMainGoroutine(entry: FramesAndHeader): boolean {
  if (entry.header?.firstId === 1) return true;
  const outermost = entry.frames.at(-1)?.function;
  return (
    outermost === 'runtime.main' || (outermost === 'runtime.goexit' && entry.frames.at(-2)?.function === 'runtime.main')
  );
}

/** Functions of runtime/pprof that stop the world, or walk the goroutines, while a profile is written. */
const profileWriters: ReadonlySet<string> = new Set([
  'runtime/pprof.writeRuntimeProfile',
  'runtime/pprof.writeGoroutineStacks',
  // gccgo writes `_1` for a slash
  'runtime_1pprof.writeGoroutineStacks',
  'runtime/pprof.writeGoroutineLeak',
  'runtime/pprof.writeGoroutineLeakProfile',
]);

/**
 * Whether the innermost frame outside the runtime writes the profile. A second request waits in the same function,
 * parked.
 */
export function isProfileWriter(frames: readonly Frame[]): boolean {
  for (const { function: name } of frames) {
    if (profileWriters.has(name)) return true;
    const linked = isRuntimeFunction(name) || name.startsWith('runtime/pprof.runtime_');
    if (!linked) return false;
  }
  return false;
}

/** The scheduler's stack (number 0), the runtime's states, and stacks with only runtime frames. */
export function isSystemGoroutine(entry: FramesAndHeader, state: string, remainingFrames: number): boolean {
  if (entry.header !== undefined && entry.header.lastId === 0 && entry.header.sampleIds[0] === 0) return true;
  if (isSystemState(state)) return true;
  // A coroutine that was never resumed has only runtime frames, but belongs to the program.
  return entry.frames.length > 0 && remainingFrames === 0 && state !== 'coroutine';
}
