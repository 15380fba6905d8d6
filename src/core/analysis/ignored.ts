// Hides the goroutines that ignore rules select, and counts them per rule.
import { findRule, type HiddenByRule, type Ignore, type RuleSource } from '../ignore/apply.ts';
import { describeEntry } from '../ignore/model.ts';
import type { Labels } from '../labels.ts';
import type { InterpretedEntry } from '../stack/model.ts';
import type { Grouped } from './model.ts';
import { countProven, crowdedAt, isSuspicious, type VerdictLookup } from './verdict.ts';

/** Counts hidden goroutines while entries are visited. */
export interface IgnoreAccount {
  /** Whether a rule hides this entry of a target. Counts the entry if so. */
  hide(interpreted: InterpretedEntry, target: Labels): boolean;
  sum(): Grouped['ignored'];
}

/** Suspects in `verdicts` are never hidden. */
export function openIgnoreAccount(ignore: Ignore, verdicts?: VerdictLookup): IgnoreAccount {
  const hits = new Map<RuleSource, { groups: number; goroutines: number }>();
  return {
    hide(interpreted, target) {
      if (ignore.length === 0 || isTooSerious(interpreted)) return false;
      const rule = findRule(ignore, describeEntry(interpreted));
      if (rule === undefined || isSuspicious(verdicts?.(target, interpreted.stack.fingerprint))) return false;
      const hit = hits.get(rule) ?? { groups: 0, goroutines: 0 };
      hits.set(rule, { groups: hit.groups + 1, goroutines: hit.goroutines + interpreted.entry.count });
      return true;
    },
    sum() {
      const rules = [...hits].map(([{ pack, index, rule }, hit]): HiddenByRule => ({ pack, index, rule, ...hit }));
      return { goroutines: rules.reduce((sum, rule) => sum + rule.goroutines, 0), rules };
    },
  };
}

/** Proven leaks and crowds are shown even if a rule calls the stack healthy. */
function isTooSerious(interpreted: InterpretedEntry): boolean {
  const { count, leaked } = interpreted.entry;
  return count >= crowdedAt || countProven(interpreted, count, leaked) > 1;
}
