// `ignored`: how much each rule for healthy stacks hides now. What is left out unseen could be a leak.
import type { Result } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import { gatherGroups } from '../rows/group.ts';
import type { Call, Reply } from './call.ts';
import { makeAsk } from './call.ts';

/** `{ goroutines, of, rules: { pack, index, rule, groups, goroutines }[] }`; rules that hide nothing are not listed. `pack` null: an own rule. */
export async function listIgnored(call: Call): Promise<Result<Reply>> {
  const answer = await gatherGroups(makeAsk(call, { per: [] }));
  if (!answer.ok) return answer;
  const { ignored, goroutines } = answer.value.grouped;
  return succeed({ json: { goroutines: ignored.goroutines, of: goroutines, rules: ignored.rules } });
}
