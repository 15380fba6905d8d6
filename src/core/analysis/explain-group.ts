// Finds the likely cause of a group from its largest stack.
import { explainStack, type Explanation } from '../causes/explain.ts';
import { collectFacts } from '../causes/facts.ts';
import type { CauseId } from '../causes/model.ts';
import type { Group } from './model.ts';

/**
 * `lock`: the cause that the wait-for graph found. Undefined for a group of several stacks, and if no cause fits, as
 * for the runtime's own goroutines.
 */
export function explainGroup({ example, fingerprint }: Group, lock?: CauseId): Explanation | undefined {
  if (example === undefined || fingerprint === '') return undefined;
  const explanation = explainStack(example.stack, { ...collectFacts(example), lock });
  return explanation.cause === null ? undefined : explanation;
}
