// Finds the lock that a goroutine waits for. Before Go 1.20 (1.24 for WaitGroup) the runtime reports `semacquire` for
// all of them, and debug=0 reports nothing, but the frames around the semaphore show it.
import type { Frame } from '../profile/model.ts';

export function isRuntimeFunction(name: string): boolean {
  return name.startsWith('runtime.') || name.startsWith('internal/runtime/') || name.startsWith('runtime/internal/');
}

/** The frame directly above a runtime semaphore shows its kind. Names are without `internal/`. */
function nameSemaphore(semaphore: string, caller: string): string | undefined {
  switch (semaphore) {
    case 'sync.runtime_SemacquireRWMutexR':
      return 'sync.RWMutex.RLock';
    case 'sync.runtime_SemacquireRWMutex':
      return 'sync.RWMutex.Lock';
    case 'sync.runtime_SemacquireWaitGroup':
      return 'sync.WaitGroup.Wait';
    case 'sync.runtime_SemacquireMutex':
      // Before Go 1.20, RWMutex used the mutex's semaphore.
      if (caller === 'sync.(*RWMutex).RLock') return 'sync.RWMutex.RLock';
      if (caller === 'sync.(*RWMutex).Lock') return 'sync.RWMutex.Lock';
      return 'sync.Mutex.Lock';
    case 'sync.runtime_Semacquire':
      // Up to Go 1.8, the mutex used the plain semaphore.
      if (caller === 'sync.(*Mutex).Lock') return 'sync.Mutex.Lock';
      if (caller === 'sync.(*WaitGroup).Wait') return 'sync.WaitGroup.Wait';
      if (caller === 'sync.(*RWMutex).RLock') return 'sync.RWMutex.RLock';
      if (caller === 'sync.(*RWMutex).Lock') return 'sync.RWMutex.Lock';
      return undefined;
    default:
      return undefined;
  }
}

/** gccgo doubles underscores and omits pointers. Go 1.24 moved the mutex to internal/sync. */
export function formatSync(name: string): string {
  const plain = name.startsWith('internal/sync.') ? name.slice('internal/'.length) : name;
  if (plain.startsWith('sync.runtime__')) return `sync.runtime_${plain.slice('sync.runtime__'.length)}`;
  const gccgoType = ['RWMutex', 'WaitGroup'].find((type) => plain.startsWith(`sync.${type}.`));
  return gccgoType === undefined ? plain : `sync.(*${gccgoType})${plain.slice('sync.'.length + gccgoType.length)}`;
}

/** Refines `semacquire` by the frames around it. The runtime's own frames are innermost, or hidden. */
export function refineSemaphore(frames: readonly Frame[]): string {
  for (const [index, frame] of frames.entries()) {
    const name = formatSync(frame.function);
    if (name.startsWith('sync.runtime_Semacquire')) {
      return nameSemaphore(name, formatSync(frames[index + 1]?.function ?? '')) ?? 'semacquire';
    }
    if (!isRuntimeFunction(name)) return 'semacquire';
  }
  return 'semacquire';
}
