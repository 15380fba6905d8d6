// Converts texts to choices.
import type { ListChoices } from '../fields/load-choices.ts';

export function listOf(load: () => Promise<readonly string[]>): ListChoices {
  return async () => (await load()).map((value) => ({ value }));
}
