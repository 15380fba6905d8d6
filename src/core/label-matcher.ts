// Which label sets a list of conditions takes: for targets and for pprof labels alike.
import { RE2JS } from 're2js';
import type { Labels, Matcher } from './labels.ts';
import { fail, succeed, type Result } from './problem.ts';

/** Whether a label set meets every condition. */
export type LabelTest = (labels: Labels) => boolean;

/**
 * Regular expressions are RE2's, compiled once, and have to match the whole value. A label that is missing counts as
 * empty. `field` names the list in messages: `targets`, `filter.labels`.
 */
export function compileMatchers(matchers: readonly Matcher[], field: string): Result<LabelTest> {
  const tests: LabelTest[] = [];
  for (const [index, matcher] of matchers.entries()) {
    const valueTest = compileValueTest(matcher);
    if (valueTest === undefined) {
      const place = `${field}[${index}].value`;
      return fail({
        code: 'wrong_regular_expression',
        status: 400,
        source: 'downstream',
        field: place,
        message: `${place} is not a regular expression of RE2's syntax. Look for an unclosed bracket, or for look-ahead and back-references, which RE2 does not have.`,
      });
    }
    tests.push((labels) => valueTest(labels[matcher.label] ?? ''));
  }
  return succeed((labels) => tests.every((test) => test(labels)));
}

function compileValueTest({ op, value }: Matcher): ((text: string) => boolean) | undefined {
  switch (op) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case '=~':
    case '!~': {
      const wanted = op === '=~';
      try {
        const expression = RE2JS.compile(value);
        return (text) => expression.matches(text) === wanted;
      } catch {
        return undefined;
      }
    }
  }
}
