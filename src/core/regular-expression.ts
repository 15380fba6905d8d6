// The regular expressions of users: RE2's, which take linear time whatever the pattern, compiled once and bounded.
import { RE2JS, RE2JSException } from 're2js';
import { limits } from './limits.ts';
import { fail, succeed, type Problem, type Result } from './problem.ts';

/** A compiled pattern. */
export interface Expression {
  /** Whether it matches anywhere in a text. */
  test(text: string): boolean;
  /** Whether it matches the whole text. */
  matches(text: string): boolean;
}

/** RE2's own words on why a pattern is none; undefined when it is one. */
export function explainExpression(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : 'it cannot be compiled';
  }
}

/**
 * Compiles a pattern; a wrong one is a problem of the named field, in the words of RE2. RE2 itself bounds what repetitions can blow a short pattern up to.
 */
export function compileExpression(pattern: string, field: string): Result<Expression> {
  const longest = limits.expressionLength.value;
  if (pattern.length > longest) {
    return fail(reject(field, `is ${pattern.length} characters long; the longest expression allowed has ${longest}`));
  }
  try {
    return succeed(RE2JS.compile(pattern));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '');
    return fail(reject(field, `is not a regular expression of RE2's syntax: ${reason}`));
  }
}

function reject(field: string, what: string): Problem {
  return { code: 'wrong_regular_expression', status: 400, source: 'downstream', field, message: `${field} ${what}.` };
}
