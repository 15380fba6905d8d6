// Admission control for answers. Beyond a limit, concurrency only uses memory and delays all answers, so the rest waits
// in a queue without holding a profile. Slots are shared fairly between data sources, and some are reserved for alert
// rules. An answer that waits for the network holds no slot.
import { limits } from '../../../core/limits.ts';

export interface Asker {
  readonly fromAlert: boolean;
  /** The data source of the request. */
  readonly owner: string;
  readonly signal: AbortSignal;
}

export interface Place {
  /** Releases the slot while `wait` runs and acquires one again before resolving. */
  away<T>(wait: () => Promise<T>): Promise<T>;
  /** Calls back when the slot is released for good. */
  onLeave(callback: () => void): void;
  /** Releases the slot for good. A second call does nothing. */
  leave(): void;
}

export interface Admission {
  /** Resolves with a slot; undefined if the caller cancels first. */
  enter(asker: Asker): Promise<Place | undefined>;
}

interface AdmissionBounds {
  readonly places: number;
  /** How many of these are reserved for alert rules. */
  readonly forRules: number;
}

interface Waiting {
  readonly asker: Asker;
  /** The answer has run before and holds its results so far. */
  readonly returns: boolean;
  readonly settle: (admitted: boolean) => void;
}

const defaultBounds: AdmissionBounds = {
  places: limits.concurrentAnswers.value,
  forRules: limits.placesForRules.value,
};

export function createAdmission({ places, forRules }: AdmissionBounds = defaultBounds): Admission {
  /** Slots in use, by data source. */
  const used = new Map<string, number>();
  let working = 0;
  /** Slots in use by requests other than alert rules. */
  let people = 0;
  /** In order of arrival. */
  const queue = new Set<Waiting>();

  function isFree(fromAlert: boolean): boolean {
    return working < places && (fromAlert || people < places - forRules);
  }

  function occupy({ owner, fromAlert }: Asker): void {
    working++;
    if (!fromAlert) people++;
    used.set(owner, (used.get(owner) ?? 0) + 1);
  }

  function vacate({ owner, fromAlert }: Asker): void {
    working--;
    if (!fromAlert) people--;
    const left = (used.get(owner) ?? 1) - 1;
    if (left === 0) used.delete(owner);
    else used.set(owner, left);
    const next = chooseNext();
    if (next === undefined) return;
    queue.delete(next);
    occupy(next.asker);
    next.settle(true);
  }

  /**
   * Picks alert rules first, then answers that have run before, then the data source with the fewest slots, then the
   * oldest.
   */
  function chooseNext(): Waiting | undefined {
    let chosen: { readonly waiting: Waiting; readonly rank: number } | undefined;
    for (const waiting of queue) {
      const { fromAlert, owner } = waiting.asker;
      if (!isFree(fromAlert)) continue;
      const rank = (used.get(owner) ?? 0) + (waiting.returns ? 0 : places) + (fromAlert ? 0 : 2 * places);
      if (chosen === undefined || rank < chosen.rank) chosen = { waiting, rank };
    }
    return chosen?.waiting;
  }

  /** Waits for a slot. False if the caller cancels. */
  function queueUp(asker: Asker, returns: boolean): Promise<boolean> {
    const { fromAlert, signal } = asker;
    if (signal.aborted) return Promise.resolve(false);
    if (isFree(fromAlert)) {
      occupy(asker);
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const goAway = (): void => {
        queue.delete(waiting);
        resolve(false);
      };
      const settle = (admitted: boolean): void => {
        signal.removeEventListener('abort', goAway);
        resolve(admitted);
      };
      const waiting: Waiting = { asker, returns, settle };
      signal.addEventListener('abort', goAway, { once: true });
      queue.add(waiting);
    });
  }

  function openPlace(asker: Asker): Place {
    let holds = true;
    let isOver = false;
    /** Number of parts of this answer that wait outside. They may do so concurrently. */
    let outside = 0;
    const endings: (() => void)[] = [];
    const needsPlace = (): boolean => !holds && !isOver && outside === 0;
    const giveUp = (): void => {
      if (holds) vacate(asker);
      holds = false;
    };
    return {
      async away(wait) {
        outside++;
        giveUp();
        try {
          return await wait();
        } finally {
          outside--;
          if (needsPlace() && (await queueUp(asker, true))) {
            // Meanwhile another part may have left, or the answer may have ended.
            if (needsPlace()) holds = true;
            else vacate(asker);
          }
        }
      },
      onLeave: (callback) => void endings.push(callback),
      leave: () => {
        isOver = true;
        giveUp();
        for (const end of endings.splice(0)) end();
      },
    };
  }

  return {
    enter: async (asker) => ((await queueUp(asker, false)) ? openPlace(asker) : undefined),
  };
}
