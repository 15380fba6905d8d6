// Adds what the sampler has to say to what history answers: whoever reads the past sees why it is thin.
import { succeed, type Notice, type Result } from '../../core/problem.ts';
import type { HistoryEngine, ReadAccount } from './port.ts';

export function addNotices(engine: HistoryEngine, notices: () => readonly Notice[]): HistoryEngine {
  const add = (account: Result<ReadAccount>): Result<ReadAccount> =>
    account.ok ? succeed({ ...account.value, notices: [...account.value.notices, ...notices()] }) : account;
  // Its methods need not be bound, so they aren't spread.
  return Object.assign(Object.create(engine) as HistoryEngine, {
    readRange: async (...args: Parameters<HistoryEngine['readRange']>) => add(await engine.readRange(...args)),
    readMoment: async (...args: Parameters<HistoryEngine['readMoment']>) => add(await engine.readMoment(...args)),
    status: () => {
      const status = engine.status();
      return { ...status, notices: [...status.notices, ...notices()] };
    },
  });
}
