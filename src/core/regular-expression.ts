// Regular expressions of users, in RE2, which takes linear time for every pattern. Length and size are checked before
// anything is compiled.
import { RE2JS, RE2JSException } from 're2js';
import { estimateExpressionSize } from './expression-size.ts';
import { limits } from './limits.ts';
import { perObject } from './per-object.ts';
import { fail, succeed, type Problem, type Result } from './problem.ts';

/** A compiled pattern. */
export interface Expression {
  /** Steps of the program. In the worst case, matching takes this many times the length of the text. */
  readonly size: number;
  /** Whether it matches anywhere in a text. */
  test(text: string): boolean;
  /** Whether it matches the whole text. */
  matches(text: string): boolean;
  /** What its groups matched, by number and by name, if it matches the whole text. */
  groups(text: string): ReadonlyMap<string, string> | undefined;
}

/**
 * Why a pattern is too long or too large to compile, worded to follow its name in a sentence; undefined when it is
 * neither. `maxSteps` is what the other patterns of the same query leave. Nothing is compiled.
 */
export function explainSize(pattern: string, maxSteps: number = limits.expressionSize.value): string | undefined {
  const longest = limits.expressionLength.value;
  if (pattern.length > longest) {
    return `is ${pattern.length} characters long; the longest expression allowed has ${longest}`;
  }
  if (estimateExpressionSize(pattern) <= maxSteps) return undefined;
  return (
    'is too large once its repetitions are multiplied out: all regular expressions of a query may have ' +
    `${limits.expressionSize.value} steps; use fewer or smaller repetitions`
  );
}

/**
 * Compiles a pattern. An invalid one is a problem of the named field, in the words of RE2. With a `holder`, such as the
 * query that holds the pattern, the result is cached for as long as the holder lives.
 */
export function compileExpression(pattern: string, field: string, holder?: object): Result<Expression> {
  const compiled = holder === undefined ? undefined : compiledFor(holder);
  const known = compiled?.get(pattern);
  if (known !== undefined) return succeed(known);
  const problem = explainSize(pattern);
  if (problem !== undefined) return fail(reject(field, problem));
  const result = compile(pattern);
  if (typeof result === 'string')
    return fail(reject(field, `is not a regular expression that RE2 understands: ${result}`));
  compiled?.set(pattern, result);
  return succeed(result);
}

const compiledFor = perObject((_: object) => new Map<string, Expression>());

/** The compiled pattern, or RE2's message where the pattern is invalid. */
function compile(pattern: string): Expression | string {
  try {
    const compiled = RE2JS.compile(pattern);
    return {
      size: compiled.programSize(),
      test: (text) => compiled.test(text),
      matches: (text) => compiled.matches(text),
      groups: (text) => {
        const matcher = compiled.matcher(text);
        return matcher.matches() ? readGroups(compiled, matcher) : undefined;
      },
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return error.message.replace(/^error parsing regexp: /, '');
  }
}

function readGroups(compiled: RE2JS, matcher: ReturnType<RE2JS['matcher']>): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (let group = 0; group <= matcher.groupCount(); group++) groups.set(String(group), matcher.group(group) ?? '');
  for (const [name, group] of Object.entries(compiled.namedGroups())) groups.set(name, matcher.group(group) ?? '');
  return groups;
}

function reject(field: string, what: string): Problem {
  return { code: 'wrong_regular_expression', status: 400, source: 'downstream', field, message: `${field} ${what}.` };
}
