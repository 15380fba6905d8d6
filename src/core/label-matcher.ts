// Decides which label sets meet a list of conditions. Targets and pprof labels use the same rules.
import { labelValue, type Labels, type Matcher } from './labels.ts';
import { MatchBudget } from './match-budget.ts';
import { succeed, type Result } from './problem.ts';
import { compileExpression } from './regular-expression.ts';

/** Whether a label set meets every condition. */
type LabelTest = (labels: Labels) => boolean;

/**
 * Compiles conditions into one test. Regular expressions are RE2, compiled once for the list, and must match the whole
 * value. A missing label counts as empty. `field` names the list in messages: `targets`, `filter.labels`. A label whose
 * value is too long to be tried does not match; the budget counts it.
 */
export function compileMatchers(
  matchers: readonly Matcher[],
  field: string,
  budget: MatchBudget = new MatchBudget(Infinity),
): Result<LabelTest> {
  const tests: LabelTest[] = [];
  for (const [index, matcher] of matchers.entries()) {
    const test = compileValueTest(matcher, `${field}[${index}].value`, matchers, budget);
    if (!test.ok) return test;
    tests.push((labels) => test.value(labelValue(labels, matcher.label)));
  }
  return succeed((labels) => tests.every((test) => test(labels)));
}

function compileValueTest(
  { op, value }: Matcher,
  field: string,
  holder: object,
  budget: MatchBudget,
): Result<(text: string) => boolean> {
  switch (op) {
    case '=':
      return succeed((text) => text === value);
    case '!=':
      return succeed((text) => text !== value);
    case '=~':
    case '!~': {
      const expression = compileExpression(value, field, holder);
      if (!expression.ok) return expression;
      const wanted = op === '=~';
      return succeed((text) => budget.matches(expression.value, text) === wanted);
    }
  }
}
