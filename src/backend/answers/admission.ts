// How many questions are worked on at once. Beyond what a process can do more of them at once only take memory and make
// all of them late: the rest waits holding nothing, alert rules in front, and is told when it waits in vain.
import { limits } from '../../core/limits.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { nobodyWaits } from './ask.ts';
import { spellAmount } from './spell.ts';

export interface Admission {
  /** Gives what ends the work again. Fails when nobody waits any more, and after the longest wait. */
  enter(asker: { readonly fromAlert: boolean; readonly signal: AbortSignal }): Promise<Result<() => void>>;
}

interface Waiting {
  readonly settle: (entered: Result<() => void>) => void;
}

export function createAdmission(
  most: number = limits.concurrentAnswers.value,
  patienceMs: number = limits.answerPatience.value,
): Admission {
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
      next?.settle(succeed(start()));
    };
  }

  return {
    enter({ fromAlert, signal }) {
      if (signal.aborted) return Promise.resolve(fail(nobodyWaits));
      if (working < most) return Promise.resolve(succeed(start()));
      const line = fromAlert ? rules : people;
      return new Promise((resolve) => {
        const waiting: Waiting = {
          settle: (entered) => {
            line.delete(waiting);
            clearTimeout(timer);
            signal.removeEventListener('abort', leave);
            resolve(entered);
          },
        };
        const leave = () => waiting.settle(fail(nobodyWaits));
        const timer = setTimeout(
          () => waiting.settle(fail(describeOverload(rules.size + people.size, patienceMs))),
          patienceMs,
        );
        signal.addEventListener('abort', leave, { once: true });
        line.add(waiting);
      });
    },
  };
}

function describeOverload(waiting: number, patienceMs: number): Problem {
  return {
    code: 'overloaded',
    status: 503,
    source: 'plugin',
    message: `Parked is asked more than it can answer: ${spellAmount(waiting, 'question')} wait, this one for ${patienceMs / 1_000} s. Refresh dashboards more seldom, or share the work among several processes, as the page about scale says.`,
  };
}
