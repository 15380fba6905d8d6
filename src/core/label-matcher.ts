// Which label sets a list of conditions takes: for targets and for pprof labels alike.
import { labelValue, type Labels, type Matcher } from './labels.ts';
import { MatchBudget } from './match-budget.ts';
import { succeed, type Result } from './problem.ts';
import { compileExpression } from './regular-expression.ts';

/** Whether a label set meets every condition. */
export type LabelTest = (labels: Labels) => boolean;

/**
 * Regular expressions are RE2's, compiled once for the list, and have to match the whole value. A label that is missing
 * counts as empty. `field` names the list in messages: `targets`, `filter.labels`. Labels with a value that is too long to
 * be tried are not taken, which the budget tells.
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
