// Matches rules against a stack.
import { labelValue } from '../labels.ts';
import type { Frame } from '../profile/model.ts';
import type { StackFrame } from '../stack/model.ts';
import type { IgnoreCandidate, IgnoreRule } from './model.ts';
import type { Patterns } from './pattern.ts';

/** The part of a candidate that is the same in every profile with the stack. */
export type StackCandidate = Pick<IgnoreCandidate, 'stack' | 'rawFrames'>;

/** A compiled rule. */
export interface RuleTest {
  /**
   * Number of a pattern. The rule cannot match a stack in which this pattern matches no function. It excludes most
   * rules.
   */
  readonly needs: number | undefined;
  /**
   * Whether the rule can match goroutines of this stack. `meant` holds the patterns that match one of its functions.
   */
  readonly fits: (candidate: StackCandidate, meant: ReadonlySet<number>) => boolean;
  /** Whether the rule matches these goroutines, given that it fits their stack. */
  readonly admits: (candidate: IgnoreCandidate) => boolean;
}

/** All functions of a stack, as called or as text prints them. */
export function listNamed({ stack, rawFrames }: StackCandidate): readonly (Frame | StackFrame)[] {
  return rawFrames ?? stack.frames;
}

/** The numbers of the patterns that match any function of the stack. */
export function findMeant(candidate: StackCandidate, patterns: Patterns): ReadonlySet<number> {
  const meant = new Set<number>();
  for (const frame of listNamed(candidate)) {
    const name = 'raw' in frame ? frame.raw.function : frame.function;
    for (const number of patterns.find(name)) meant.add(number);
  }
  return meant;
}

/** A rule without a condition would hide everything, so it hides nothing. */
export function compileRule(rule: IgnoreRule, patterns: Patterns): RuleTest {
  const tests: RuleTest['fits'][] = [];
  const others: RuleTest['admits'][] = [];
  const { state, label, maxCount } = rule;
  const add = (pattern: string | undefined) => (pattern === undefined ? undefined : patterns.add(pattern));
  const [any, entry, top, creator] = [rule.any, rule.entry, rule.top, rule.creator].map(add);
  if (state !== undefined) tests.push(({ stack }) => stack.state.startsWith(state));
  if (maxCount !== undefined) others.push(({ count }) => count <= maxCount);
  if (rule.foreign === true) tests.push(({ stack }) => stack.ownFrame < 0);
  if (label !== undefined) others.push(({ labels }) => labelValue(labels, label.name) === label.value);
  if (creator !== undefined) {
    others.push((candidate) => Boolean(candidate.creator) && patterns.means(creator, candidate.creator ?? ''));
  }
  if (entry !== undefined) tests.push(({ stack }) => patterns.means(entry, stack.frames.at(-1)?.raw.function ?? ''));
  if (top !== undefined) tests.push((candidate) => listTops(candidate).some((name) => patterns.means(top, name)));
  if (any !== undefined) tests.push((_, meant) => meant.has(any));
  return {
    needs: any ?? entry ?? top,
    fits: (candidate, meant) => tests.length + others.length > 0 && tests.every((test) => test(candidate, meant)),
    admits: (candidate) => others.every((test) => test(candidate)),
  };
}

/**
 * The innermost function as debug=2 prints it (`internal/poll.runtime_pollWait`), and as Parked names it
 * (`internal/poll.(*pollDesc).wait`). Rules may use either.
 */
function listTops({ stack, rawFrames }: StackCandidate): string[] {
  const printed = rawFrames?.find(({ function: name }) => !isHiddenInText(name))?.function;
  const first = rawFrames?.[0]?.function;
  const shown = stack.frames[0]?.raw.function;
  return [printed ?? first, shown].filter((name) => name !== undefined);
}

/** Text dumps leave out the runtime's frames, unless there are no others. */
function isHiddenInText(name: string): boolean {
  return name.startsWith('runtime.') || name.startsWith('internal/runtime/');
}
