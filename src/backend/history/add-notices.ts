// Adds notices to history answers: why samples are missing, and how many goroutines history stores only as one sum.
import { formatAmount, formatCount } from '../../core/format.ts';
import { nameBound } from '../../core/bound-titles.ts';
import { succeed, type Notice, type Result } from '../../core/problem.ts';
import { isOther } from '../../core/stack/other-stack.ts';
import type { HistoryEngine, MomentQuestion, RangeQuestion, ReadAccount, TargetHistory, TargetMoment } from './port.ts';

/** `notices` are those of sampling. */
export function addNotices(engine: HistoryEngine, notices: () => readonly Notice[]): HistoryEngine {
  const add = (account: Result<ReadAccount>, others: Others): Result<ReadAccount> =>
    account.ok
      ? succeed({ ...account.value, notices: [...account.value.notices, ...others.notices(), ...notices()] })
      : account;
  // Spreading would lose the methods of a class instance.
  return Object.assign(Object.create(engine) as HistoryEngine, {
    readRange: async (question: RangeQuestion, visit: (history: TargetHistory) => void, signal: AbortSignal) => {
      const others = openOthers(nameFoldBound(engine));
      const see = (history: TargetHistory): void => {
        const rest = history.series.find(({ stack }) => isOther(stack));
        others.note(rest?.counts.most.reduce((most, count) => (count > most ? count : most), 0) ?? 0);
        visit(history);
      };
      return add(await engine.readRange(question, see, signal), others);
    },
    readMoment: async (question: MomentQuestion, visit: (moment: TargetMoment) => void, signal: AbortSignal) => {
      const others = openOthers(nameFoldBound(engine));
      const see = (moment: TargetMoment): void => {
        others.note(moment.groups.find(({ stack }) => isOther(stack))?.count ?? 0);
        visit(moment);
      };
      return add(await engine.readMoment(question, see, signal), others);
    },
    status: () => {
      const status = engine.status();
      return { ...status, notices: [...status.notices, ...notices()] };
    },
  });
}

/** The bound beyond which this history stores the smallest groups as one sum. */
const nameFoldBound = ({ carries }: HistoryEngine) => nameBound(carries.frames ? 'groupsPerProfile' : 'exportedGroups');

interface Others {
  note(goroutines: number): void;
  notices(): readonly Notice[];
}

/** Counts the targets whose smallest groups were stored as one. */
function openOthers(bound: string): Others {
  let targets = 0;
  let most = 0;
  return {
    note: (goroutines) => {
      if (goroutines > 0) targets++;
      most = Math.max(most, goroutines);
    },
    notices: () => {
      if (targets === 0) return [];
      const some = formatAmount(targets, 'target');
      const text =
        `The smallest groups of ${some} are stored as one sum, "other", of up to ${formatCount(most)} goroutines ` +
        `(${bound}). Sums over everything include it. The history of a single stack within it is unknown.`;
      return [{ severity: 'info', text }];
    },
  };
}
