// `ignored`: how many goroutines each ignore rule hides now. A hidden stack could be a leak.
import type { Result } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import { gatherGroups } from '../rows/group.ts';
import type { Call, Reply } from './call.ts';
import { makeAsk } from './call.ts';

/**
 * Returns `{ goroutines, of, rules: { pack, index, rule, groups, goroutines }[] }`. Rules that hide nothing are
 * omitted. `pack` is null for a rule of the settings.
 */
export async function listIgnored(call: Call): Promise<Result<Reply>> {
  const answer = await gatherGroups(makeAsk(call, { per: [] }));
  if (!answer.ok) return answer;
  const { ignored, goroutines } = answer.value.grouped;
  return succeed({ json: { goroutines: ignored.goroutines, of: goroutines, rules: ignored.rules } });
}
