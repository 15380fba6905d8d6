// One budget of memory for whatever the process takes in or hands out at once: profiles that are being read, pasted dumps,
// downloads that wait for their reader. Each kind has a share, so that pastes cannot keep alert rules from being answered.
import { limits } from '../core/limits.ts';

export type MemoryShare = 'profiles' | 'pastes' | 'downloads';

/** What one piece of work holds. Give it back with `release`, whatever happens. */
export interface MemoryLease {
  /** Holds so many bytes in all, if there is room now. */
  tryHold(bytes: number): boolean;
  /** The same, after a wait if need be. False when there was no room in time, or never will be. */
  hold(bytes: number, signal?: AbortSignal): Promise<boolean>;
  release(): void;
}

export interface MemoryBudget {
  open(share: MemoryShare): MemoryLease;
  /** Bytes held by all. */
  held(): number;
}

export interface MemoryBounds {
  readonly total: number;
  readonly shares: Readonly<Record<MemoryShare, number>>;
  readonly maxWaitMs: number;
  /** How long what was given back still counts: the collector frees it some time later. */
  readonly coolMs: number;
}

/** Asked for in pieces of this size, so that a lease seldom grows. */
const pieceBytes = 1024 * 1024;
/** What is no larger is free at once: routine profiles must not wait for the collector. */
const smallBytes = 4 * pieceBytes;

const defaultBounds: MemoryBounds = {
  total: limits.memory.value,
  shares: {
    profiles: limits.memory.value,
    pastes: limits.pasteMemory.value,
    downloads: limits.downloadMemory.value,
  },
  maxWaitMs: limits.answerPatience.value,
  coolMs: 500,
};

export function createMemoryBudget({ total, shares, maxWaitMs, coolMs }: MemoryBounds = defaultBounds): MemoryBudget {
  let held = 0;
  const heldBy: Record<MemoryShare, number> = { profiles: 0, pastes: 0, downloads: 0 };
  /** Told when something is given back, in the order of their coming. */
  const waiting = new Set<() => void>();
  /** Of what is held, how much by those that wait for more. */
  const stalled: Record<MemoryShare, number> = { profiles: 0, pastes: 0, downloads: 0 };

  /** Whether nothing will be given back before the one that asks gives up: all others wait as well. */
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

/** Of the whole process. */
export const processMemory = createMemoryBudget();
