// Which label sets a list of conditions takes: for targets and for pprof labels alike.
import type { Labels, Matcher } from './labels.ts';
import { succeed, type Result } from './problem.ts';
import { compileExpression } from './regular-expression.ts';

/** Whether a label set meets every condition. */
export type LabelTest = (labels: Labels) => boolean;

/**
 * Regular expressions are RE2's, compiled once, and have to match the whole value. A label that is missing counts as
 * empty. `field` names the list in messages: `targets`, `filter.labels`.
 */
export function compileMatchers(matchers: readonly Matcher[], field: string): Result<LabelTest> {
  const tests: LabelTest[] = [];
  for (const [index, matcher] of matchers.entries()) {
    const test = compileValueTest(matcher, `${field}[${index}].value`);
    if (!test.ok) return test;
    // `constructor` and the like are labels as any other, not what an object inherits.
    tests.push((labels) => test.value(Object.hasOwn(labels, matcher.label) ? (labels[matcher.label] ?? '') : ''));
  }
  return succeed((labels) => tests.every((test) => test(labels)));
}

function compileValueTest({ op, value }: Matcher, field: string): Result<(text: string) => boolean> {
  switch (op) {
    case '=':
      return succeed((text) => text === value);
    case '!=':
      return succeed((text) => text !== value);
    case '=~':
    case '!~': {
      const expression = compileExpression(value, field);
      if (!expression.ok) return expression;
      const wanted = op === '=~';
      return succeed((text) => expression.value.matches(text) === wanted);
    }
  }
}
