// Selects the ignore rules for an answer.
import { LRUCache } from 'lru-cache';
import { compileIgnore, type Ignore } from '../../core/ignore/apply.ts';
import type { Ask } from './ask.ts';
import type { Judgement } from './judgement.ts';

/** Default packs hide stacks only if growth is judged. Without verdicts they could hide a leak. */
export function pickIgnore({ query, ref }: Pick<Ask, 'query' | 'ref'>, { judged }: Pick<Judgement, 'judged'>): Ignore {
  if (query.showIgnored) return [];
  const { packsAreDefault, ...ignore } = ref.settings.ignore;
  const rules = packsAreDefault && judged === undefined ? { ...ignore, packs: [] } : ignore;
  const key = JSON.stringify(rules);
  const known = compiled.get(key) ?? compileIgnore(rules);
  compiled.set(key, known);
  return known;
}

/**
 * Compiled rules cache their matches. Settings objects are new for each request, so the key is their text.
 * Process-wide, because data sources with equal rules share them.
 */
const compiled = new LRUCache<string, Ignore>({ max: 32 });
