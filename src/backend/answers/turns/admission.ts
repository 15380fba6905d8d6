// How many questions are worked on at once. Beyond what a process can do more of them at once only take memory and make
// all of them late: the rest waits holding no profile, alert rules in front.
import { limits } from '../../../core/limits.ts';

export interface Admission {
  /** Gives what ends the work again; undefined when nobody waits any more. */
  enter(asker: { readonly fromAlert: boolean; readonly signal: AbortSignal }): Promise<(() => void) | undefined>;
}

interface Waiting {
  readonly settle: (leave: (() => void) | undefined) => void;
}

export function createAdmission(most: number = limits.concurrentAnswers.value): Admission {
  let working = 0;
  const rules = new Set<Waiting>();
  const people = new Set<Waiting>();

  function start(): () => void {
    working++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      working--;
      const [next] = rules.size > 0 ? rules : people;
      next?.settle(start());
    };
  }

  return {
    enter({ fromAlert, signal }) {
      if (signal.aborted) return Promise.resolve(undefined);
      if (working < most) return Promise.resolve(start());
      const line = fromAlert ? rules : people;
      return new Promise((resolve) => {
        const waiting: Waiting = {
          settle: (leave) => {
            line.delete(waiting);
            signal.removeEventListener('abort', goAway);
            resolve(leave);
          },
        };
        const goAway = () => waiting.settle(undefined);
        signal.addEventListener('abort', goAway, { once: true });
        line.add(waiting);
      });
    },
  };
}
