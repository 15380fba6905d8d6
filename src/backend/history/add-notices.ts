// Adds the sampler's notices to history answers, so that a reader sees why samples are missing.
import { succeed, type Notice, type Result } from '../../core/problem.ts';
import type { HistoryEngine, ReadAccount } from './port.ts';

export function addNotices(engine: HistoryEngine, notices: () => readonly Notice[]): HistoryEngine {
  const add = (account: Result<ReadAccount>): Result<ReadAccount> =>
    account.ok ? succeed({ ...account.value, notices: [...account.value.notices, ...notices()] }) : account;
  // Spreading would lose the methods of a class instance.
  return Object.assign(Object.create(engine) as HistoryEngine, {
    readRange: async (...args: Parameters<HistoryEngine['readRange']>) => add(await engine.readRange(...args)),
    readMoment: async (...args: Parameters<HistoryEngine['readMoment']>) => add(await engine.readMoment(...args)),
    status: () => {
      const status = engine.status();
      return { ...status, notices: [...status.notices, ...notices()] };
    },
  });
}
