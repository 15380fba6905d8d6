// How many answers are worked on at once. Beyond what a process can do, more of them at once only take memory and make all
// of them late. The rest waits in a queue and holds no profile. Places are shared fairly by data source, and some are kept
// for alert rules. Whoever waits for the network holds no place.
import { limits } from '../../../core/limits.ts';

export interface Asker {
  readonly fromAlert: boolean;
  /** The data source that is asked. */
  readonly owner: string;
  readonly signal: AbortSignal;
}

export interface Place {
  /** Gives the place up while `wait` runs, and takes one again before it resolves. */
  away<T>(wait: () => Promise<T>): Promise<T>;
  /** Calls back when the place is given up for good. */
  onLeave(callback: () => void): void;
  /** Gives the place up for good. A second call does nothing. */
  leave(): void;
}

export interface Admission {
  /** Resolves when there is a place; undefined when nobody waits any more. */
  enter(asker: Asker): Promise<Place | undefined>;
}

export interface AdmissionBounds {
  readonly places: number;
  /** Of these, how many only alert rules may take. */
  readonly forRules: number;
}

interface Waiting {
  readonly asker: Asker;
  /** It has worked before and holds what it has found so far. */
  readonly returns: boolean;
  readonly settle: (admitted: boolean) => void;
}

const defaultBounds: AdmissionBounds = {
  places: limits.concurrentAnswers.value,
  forRules: limits.placesForRules.value,
};

export function createAdmission({ places, forRules }: AdmissionBounds = defaultBounds): Admission {
  /** Places in use, by data source. */
  const used = new Map<string, number>();
  let working = 0;
  /** Of those, who is no alert rule. */
  let people = 0;
  /** In the order of arrival. */
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

  /** Alert rules first, then who has begun, then the data source with the fewest places; among equals the first to come. */
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

  /** Whether there is a place now; false when nobody waits any more. */
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
    /** Parts of one answer may wait side by side. */
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
            // Another part may have gone outside meanwhile, or the answer may be over.
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
