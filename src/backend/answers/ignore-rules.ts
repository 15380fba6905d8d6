// Which ignore rules an answer goes by.
import { LRUCache } from 'lru-cache';
import { compileIgnore, type Ignore } from '../../core/ignore/apply.ts';
import type { Ask } from './ask.ts';
import type { Judgement } from './judgement.ts';

/** Packs that nobody chose hide only where growth is judged: else a leak could be among what they hide. */
export function pickIgnore({ query, ref }: Pick<Ask, 'query' | 'ref'>, { judged }: Pick<Judgement, 'judged'>): Ignore {
  if (query.showIgnored) return [];
  const { packsAreDefault, ...ignore } = ref.settings.ignore;
  const rules = packsAreDefault && judged === undefined ? { ...ignore, packs: [] } : ignore;
  const key = JSON.stringify(rules);
  const known = compiled.get(key) ?? compileIgnore(rules);
  compiled.set(key, known);
  return known;
}

/** Compiled rules remember what they matched. Settings are read anew for each request, so the key is what they say. */
const compiled = new LRUCache<string, Ignore>({ max: 32 });
