// Stands for core/regular-expression.ts in what browsers load: patterns are checked here and matched by the backend.
import { limits } from '../../core/limits.ts';
import { fail, succeed } from '../../core/problem.ts';
import type * as whole from '../../core/regular-expression.ts';
import { findSyntaxFault } from './expression-syntax.ts';

type Expression = whole.Expression;

export const explainExpression: typeof whole.explainExpression = (pattern) => {
  const fault = findSyntaxFault(pattern);
  return fault && `error parsing regexp: ${spell(fault)}`.slice(0, 200);
};

export const compileExpression: typeof whole.compileExpression = (pattern, field) => {
  const longest = limits.expressionLength.value;
  const fault = findSyntaxFault(pattern);
  const problem =
    pattern.length > longest
      ? `is ${pattern.length} characters long; the longest expression allowed has ${longest}`
      : fault && `is not a regular expression of RE2's syntax: ${spell(fault)}`;
  if (problem === undefined) return succeed(unmatched);
  const message = `${field} ${problem}.`;
  return fail({ code: 'wrong_regular_expression', status: 400, source: 'downstream', field, message });
};

/** As RE2 writes it. */
function spell({ reason, part }: { readonly reason: string; readonly part: string }): string {
  return part === '' ? reason : `${reason}: \`${part}\``;
}

/** Whoever would match in a browser is told at once, rather than with what RE2 would not have said. */
const unmatched: Expression = {
  test: () => refuse(),
  matches: () => refuse(),
};

function refuse(): never {
  throw new Error('Regular expressions are matched by the backend.');
}
