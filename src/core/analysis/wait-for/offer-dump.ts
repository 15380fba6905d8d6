// The offer of a dump where a profile shows goroutines that wait for a lock, but no addresses: debug=0 and debug=1.
import type { InterpretedProfile } from '../../stack/model.ts';

/** Cost of a dump for its process, per goroutine, measured with Go 1.26. */
const pauseUs = 6;

const lockStates: ReadonlySet<string> = new Set(['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock']);

export const isLockState = (state: string): boolean => lockStates.has(state);

/** How long a dump of this many goroutines stops their process, in whole milliseconds. */
export const estimatePauseMs = (goroutines: number): number => Math.max(1, Math.ceil((goroutines * pauseUs) / 1_000));

/** `pauseMs`: how long it stops the process. */
export const offerDump = (pauseMs: number): string =>
  `A dump would show who holds the lock. It stops the process for about ${pauseMs} ms.`;

/** Whether the profile lists single goroutines, as dumps do. */
export const isDump = ({ entries }: InterpretedProfile): boolean =>
  entries.some(({ entry }) => entry.header !== undefined);
