// Why the goroutines of a group may leak: what their largest stack looks like.
import { explainStack, type Explanation } from '../causes/explain.ts';
import { collectFacts } from '../causes/facts.ts';
import type { CauseId } from '../causes/model.ts';
import type { Group } from './model.ts';

/**
 * `lock`: what the locks of the dump say of it. Undefined for a group that mixes stacks, and where no cause fits, as
 * with the runtime's own goroutines.
 */
export function explainGroup({ example, fingerprint }: Group, lock?: CauseId): Explanation | undefined {
  if (example === undefined || fingerprint === '') return undefined;
  const explanation = explainStack(example.stack, { ...collectFacts(example), lock });
  return explanation.cause === null ? undefined : explanation;
}
