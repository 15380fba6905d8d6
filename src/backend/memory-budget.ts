// The process's memory budgets for data in progress: profiles being read, pasted dumps and downloads, and what answers
// hold. Each kind has a share, so that pasted dumps cannot block alert rules.
import { limits } from '../core/limits.ts';

/** Memory held by one piece of work. The caller must call `release` in every case. */
export interface MemoryLease {
  /** Sets the total to this many bytes if they are free now. */
  tryHold(bytes: number): boolean;
  /** Like `tryHold`, but waits. False if no memory became free in time, or never will. */
  hold(bytes: number, signal?: AbortSignal): Promise<boolean>;
  release(): void;
}

interface MemoryBudget<Share extends string> {
  open(share: Share): MemoryLease;
  /** Bytes held by all leases. */
  held(): number;
}

interface MemoryBounds<Share extends string> {
  readonly total: number;
  readonly shares: Readonly<Record<Share, number>>;
  readonly maxWaitMs: number;
  /** How long released memory still counts, because the garbage collector frees it later. */
  readonly coolMs: number;
  /** Leases grow in pieces of this size, so that they grow rarely. */
  readonly pieceBytes: number;
  /** Leases of a share up to this size are always granted, so that small profiles do not wait for large ones. */
  readonly freeBytes?: Readonly<Partial<Record<Share, number>>>;
}

const MiB = 1024 * 1024;
/** Smaller leases are free at once, because routine profiles must not wait for the garbage collector. */
const smallBytes = 4 * MiB;

export function createMemoryBudget<Share extends string>({
  total,
  shares,
  maxWaitMs,
  coolMs,
  pieceBytes,
  freeBytes,
}: MemoryBounds<Share>): MemoryBudget<Share> {
  const noBytes = Object.fromEntries(Object.keys(shares).map((share) => [share, 0])) as Record<Share, number>;
  let held = 0;
  const heldBy = { ...noBytes };
  /** Called when memory is released, in order of arrival. */
  const waiting = new Set<() => void>();
  /** Memory held by leases that wait for more. */
  const stalled = { ...noBytes };

  /** Whether waiting is pointless, because all other holders wait as well. */
  function isStuck(share: Share, own: number, bytes: number): boolean {
    const isShareFull = heldBy[share] + bytes - own > shares[share];
    const active = isShareFull
      ? heldBy[share] - stalled[share]
      : held - Object.values<number>(stalled).reduce((sum, one) => sum + one, 0);
    return active <= own;
  }

  function open(share: Share): MemoryLease {
    let own = 0;
    const grow = (bytes: number): void => {
      held += bytes;
      heldBy[share] += bytes;
      own += bytes;
    };
    const tryHold = (bytes: number): boolean => {
      const more = Math.ceil(bytes / pieceBytes) * pieceBytes - own;
      if (more <= 0) return true;
      const isFull = held + more > total || heldBy[share] + more > shares[share];
      if (isFull && bytes > (freeBytes?.[share] ?? 0)) return false;
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

const waits = { maxWaitMs: limits.answerQueueTimeout.value, coolMs: 500 };

/** The budget of the process for what is read and sent. */
export const processMemory = createMemoryBudget({
  total: limits.memory.value,
  shares: {
    profiles: limits.memory.value,
    pastes: limits.pasteMemory.value,
    downloads: limits.downloadMemory.value,
  },
  pieceBytes: 64 * 1024,
  freeBytes: { profiles: 256 * 1024 },
  ...waits,
});

/** The budget of the process for what answers hold. Users leave a part to alert rules. */
export const answerMemory = createMemoryBudget({
  total: limits.answerMemory.value,
  shares: { people: (limits.answerMemory.value / 4) * 3, rules: limits.answerMemory.value },
  pieceBytes: 16 * 1024,
  ...waits,
});
