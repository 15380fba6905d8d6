// The process's memory budget for data in progress: profiles being read, pasted dumps, and downloads being sent. Each
// kind has a share, so that pasted dumps cannot block alert rules.
import { limits } from '../core/limits.ts';

export type MemoryShare = 'profiles' | 'pastes' | 'downloads';

/** Memory held by one piece of work. The caller must call `release` in every case. */
export interface MemoryLease {
  /** Sets the total to this many bytes if they are free now. */
  tryHold(bytes: number): boolean;
  /** Like `tryHold`, but waits. False if no memory became free in time, or never will. */
  hold(bytes: number, signal?: AbortSignal): Promise<boolean>;
  release(): void;
}

export interface MemoryBudget {
  open(share: MemoryShare): MemoryLease;
  /** Bytes held by all leases. */
  held(): number;
}

export interface MemoryBounds {
  readonly total: number;
  readonly shares: Readonly<Record<MemoryShare, number>>;
  readonly maxWaitMs: number;
  /** How long released memory still counts, because the garbage collector frees it later. */
  readonly coolMs: number;
}

/** Leases grow in pieces of this size, so that they grow rarely. */
const pieceBytes = 1024 * 1024;
/** Smaller leases are free at once, because routine profiles must not wait for the garbage collector. */
const smallBytes = 4 * pieceBytes;

const defaultBounds: MemoryBounds = {
  total: limits.memory.value,
  shares: {
    profiles: limits.memory.value,
    pastes: limits.pasteMemory.value,
    downloads: limits.downloadMemory.value,
  },
  maxWaitMs: limits.answerQueueTimeout.value,
  coolMs: 500,
};

export function createMemoryBudget({ total, shares, maxWaitMs, coolMs }: MemoryBounds = defaultBounds): MemoryBudget {
  let held = 0;
  const heldBy: Record<MemoryShare, number> = { profiles: 0, pastes: 0, downloads: 0 };
  /** Called when memory is released, in order of arrival. */
  const waiting = new Set<() => void>();
  /** Memory held by leases that wait for more. */
  const stalled: Record<MemoryShare, number> = { profiles: 0, pastes: 0, downloads: 0 };

  /** Whether waiting is pointless, because all other holders wait as well. */
  function isStuck(share: MemoryShare, own: number, bytes: number): boolean {
    const isShareFull = heldBy[share] + bytes - own > shares[share];
    const active = isShareFull
      ? heldBy[share] - stalled[share]
      : held - Object.values(stalled).reduce((sum, one) => sum + one, 0);
    return active <= own;
  }

  function open(share: MemoryShare): MemoryLease {
    let own = 0;
    const grow = (bytes: number): void => {
      held += bytes;
      heldBy[share] += bytes;
      own += bytes;
    };
    const tryHold = (bytes: number): boolean => {
      const more = Math.ceil(bytes / pieceBytes) * pieceBytes - own;
      if (more <= 0) return true;
      if (held + more > total || heldBy[share] + more > shares[share]) return false;
      grow(more);
      return true;
    };
    return {
      tryHold,
      async hold(bytes, signal) {
        if (tryHold(bytes)) return true;
        if (bytes > shares[share] || isStuck(share, own, bytes)) return false;
        const stalledBytes = own;
        stalled[share] += stalledBytes;
        const end = AbortSignal.any([AbortSignal.timeout(maxWaitMs), ...(signal === undefined ? [] : [signal])]);
        return new Promise((resolve) => {
          const settle = (admitted: boolean): void => {
            waiting.delete(look);
            stalled[share] -= stalledBytes;
            end.removeEventListener('abort', giveUp);
            resolve(admitted);
          };
          const giveUp = (): void => settle(false);
          const look = (): void => {
            if (tryHold(bytes)) settle(true);
          };
          end.addEventListener('abort', giveUp, { once: true });
          waiting.add(look);
          if (end.aborted) giveUp();
        });
      },
      release() {
        if (own === 0) return;
        const bytes = own;
        own = 0;
        const free = (): void => {
          held -= bytes;
          heldBy[share] -= bytes;
          for (const look of [...waiting]) look();
        };
        if (bytes <= smallBytes || coolMs === 0) free();
        else setTimeout(free, coolMs).unref();
      },
    };
  }

  return { open, held: () => held };
}

/** The budget of the whole process. */
export const processMemory = createMemoryBudget();
