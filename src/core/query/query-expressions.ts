// The regular expressions of a query. Their cost is known before any is compiled.
import { estimateExpressionSize } from '../expression-size.ts';
import type { Matcher } from '../labels.ts';
import { limits } from '../limits.ts';
import { compileExpression, explainSize } from '../regular-expression.ts';
import type { CompleteQuery } from './model.ts';

interface Found {
  /** As the user writes it. */
  readonly field: string;
  readonly pattern: string;
  /** Words that precede the description of the error. */
  readonly words: string;
  /** The compiled expression is cached on this object. */
  readonly holder: object;
}

interface WrongExpression {
  readonly field: string;
  /** Completes the sentence `"Function" …`. */
  readonly message: string;
}

/** The first expression that is too large or invalid. Valid ones stay compiled as long as the query lives. */
export function findWrongExpression(query: CompleteQuery): WrongExpression | undefined {
  const all = listExpressions(query);
  let left: number = limits.expressionSize.value;
  for (const { field, pattern, words } of all) {
    const problem = explainSize(pattern, left);
    if (problem !== undefined) return { field, message: `${words}${problem}` };
    left -= estimateExpressionSize(pattern);
  }
  for (const { field, pattern, words, holder } of all) {
    const compiled = compileExpression(pattern, field, holder);
    if (!compiled.ok) return { field, message: `${words}${compiled.problem.message.slice(field.length + 1, -1)}` };
  }
  return undefined;
}

function listExpressions({ filter, targets, baseline }: CompleteQuery): readonly Found[] {
  const fields = (['function', 'package', 'creator'] as const).flatMap((name): readonly Found[] => {
    const pattern = filter[name];
    return pattern === undefined ? [] : [{ field: `filter.${name}`, pattern, words: '', holder: filter }];
  });
  const others = baseline !== undefined && 'targets' in baseline ? baseline.targets : [];
  return [
    ...fields,
    ...listValues(targets, 'targets'),
    ...listValues(filter.labels ?? [], 'filter.labels'),
    ...listValues(others, 'baseline.targets'),
  ];
}

function listValues(matchers: readonly Matcher[], field: string): readonly Found[] {
  return matchers.flatMap(({ op, value }, index) => {
    const isExpression = op === '=~' || op === '!~';
    const words = 'has a value that ';
    return isExpression ? [{ field: `${field}[${index}]`, pattern: value, words, holder: matchers }] : [];
  });
}

/** Steps of all expressions of a query, with repetitions multiplied: the cost of keeping them compiled. */
export function countExpressionSteps(query: CompleteQuery): number {
  return listExpressions(query).reduce((sum, { pattern }) => sum + estimateExpressionSize(pattern), 0);
}
