// Selects the goroutines that a query asks for. Each name is matched once, however many stacks contain it.
import { compileMatchers } from '../label-matcher.ts';
import { MatchBudget } from '../match-budget.ts';
import { fail, succeed, type Result } from '../problem.ts';
import type { WaitHistogram } from '../profile/model.ts';
import { compileExpression, type Expression } from '../regular-expression.ts';
import type { InterpretedEntry, InterpretedProfile } from '../stack/model.ts';
import { hasHeaders, readPackage, rejectLabel } from './grouping.ts';
import type { Filter } from './model.ts';

/** The goroutines of an entry that pass the filter. */
export interface Kept {
  readonly count: number;
  /** How many of them carry the runtime's leak mark. */
  readonly leaked: number;
  readonly waits: WaitHistogram;
}

export type EntryFilter = (entry: InterpretedEntry) => Kept;

type EntryTest = (entry: InterpretedEntry) => boolean;

const nothing: Kept = { count: 0, leaked: 0, waits: [] };

/** Caches the result per text, because many stacks contain the same names. */
function rememberMatches(expression: Expression, budget: MatchBudget): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let matches = known.get(text);
    if (matches === undefined) {
      matches = budget.test(expression, text) ?? false;
      known.set(text, matches);
    }
    return matches;
  };
}

type ExpressionField = 'function' | 'package' | 'creator';

/** Any kept frame matches, not only the innermost: users look for goroutines that came through a function. */
function makeExpressionTest(field: ExpressionField, matches: (text: string) => boolean): EntryTest {
  switch (field) {
    case 'function':
      return ({ stack }) => stack.frames.some((frame) => matches(frame.name));
    case 'package':
      return ({ stack }) => stack.frames.some((frame) => matches(readPackage(frame)));
    case 'creator':
      return ({ creator }) => creator !== null && matches(creator);
  }
}

function compileTests(
  filter: Filter,
  profiles: readonly InterpretedProfile[],
  budget: MatchBudget,
): Result<readonly EntryTest[]> {
  const tests: EntryTest[] = [];
  for (const field of ['function', 'package', 'creator'] as const) {
    const pattern = filter[field];
    if (pattern === undefined || pattern === '') continue;
    const expression = compileExpression(pattern, `filter.${field}`, filter);
    if (!expression.ok) return expression;
    tests.push(makeExpressionTest(field, rememberMatches(expression.value, budget)));
  }
  if (filter.fingerprints !== undefined && filter.fingerprints.length > 0) {
    const fingerprints = new Set<string>(filter.fingerprints);
    tests.push(({ stack }) => fingerprints.has(stack.fingerprint));
  }
  if (filter.states !== undefined && filter.states.length > 0) {
    const states = new Set(filter.states);
    tests.push(({ stack }) => states.has(stack.state));
  }
  if (filter.labels !== undefined && filter.labels.length > 0) {
    for (const [index, { label }] of filter.labels.entries()) {
      if (!profiles.every((profile) => profile.labelKeys.includes(label))) {
        return fail(rejectLabel(`filter.labels[${index}]`, label));
      }
    }
    const matchesLabels = compileMatchers(filter.labels, 'filter.labels', budget);
    if (!matchesLabels.ok) return matchesLabels;
    tests.push(({ labels }) => matchesLabels.value(labels));
  }
  return succeed(tests);
}

/** Keeps the goroutines of an entry that waited long enough. The runtime prints no wait time for leaked goroutines. */
function keepWaiting({ entry }: InterpretedEntry, minWaitMinutes: number): Kept {
  const waits = (entry.header?.waits ?? []).filter(([minutes]) => minutes >= minWaitMinutes);
  const count = waits.reduce((sum, [, goroutines]) => sum + goroutines, 0);
  return { count, leaked: Math.max(0, count - (entry.count - entry.leaked)), waits };
}

/**
 * Fails with the field on an invalid regular expression, and on conditions that the profiles cannot answer. Names
 * beyond the match budget count as not matching; the budget counts them.
 */
export function compileFilter(
  filter: Filter,
  profiles: readonly InterpretedProfile[],
  budget: MatchBudget = new MatchBudget(),
): Result<EntryFilter> {
  const minWait = filter.minWaitMinutes ?? 0;
  for (const [field, asked] of [
    ['creator', (filter.creator ?? '') !== ''],
    ['minWaitMinutes', minWait > 0],
  ] as const) {
    if (asked && !profiles.every(hasHeaders)) {
      return fail({
        code: 'header_unknown',
        status: 400,
        source: 'downstream',
        field: `filter.${field}`,
        message: `filter.${field} asks for what only debug=2 dumps know. Take a dump, or leave it out.`,
      });
    }
  }
  const tests = compileTests(filter, profiles, budget);
  if (!tests.ok) return tests;
  return succeed((interpreted) => {
    if (!tests.value.every((test) => test(interpreted))) return nothing;
    if (minWait > 0) return keepWaiting(interpreted, minWait);
    const { count, leaked, header } = interpreted.entry;
    return { count, leaked, waits: header?.waits ?? [] };
  });
}
