// Holds one rule against one stack.
import type { IgnoreCandidate, IgnoreRule } from './model.ts';
import { rememberAnswers } from './pattern.ts';

export type RuleTest = (candidate: IgnoreCandidate) => boolean;

/** A rule without a condition would hide everything: it hides nothing. */
export function compileRule(rule: IgnoreRule): RuleTest {
  const tests: RuleTest[] = [];
  const { state, label, maxCount } = rule;
  // Cheap conditions first: most candidates fail one of them.
  if (state !== undefined) tests.push(({ stack }) => stack.state.startsWith(state));
  if (maxCount !== undefined) tests.push(({ count }) => count <= maxCount);
  if (rule.foreign === true) tests.push(({ stack }) => stack.ownFrame < 0);
  if (label !== undefined) tests.push(({ labels }) => labels[label.name] === label.value);
  if (rule.creator !== undefined) {
    const means = rememberAnswers(rule.creator);
    tests.push(({ creator }) => creator !== null && creator !== '' && means(creator));
  }
  if (rule.entry !== undefined) {
    const means = rememberAnswers(rule.entry);
    tests.push(({ stack }) => means(stack.frames.at(-1)?.raw.function ?? ''));
  }
  if (rule.top !== undefined) {
    const means = rememberAnswers(rule.top);
    tests.push((candidate) => listTops(candidate).some(means));
  }
  if (rule.any !== undefined) {
    const means = rememberAnswers(rule.any);
    tests.push(({ stack, rawFrames }) =>
      rawFrames === undefined
        ? stack.frames.some(({ raw }) => means(raw.function))
        : rawFrames.some(({ function: name }) => means(name)),
    );
  }
  return tests.length === 0 ? () => false : (candidate) => tests.every((test) => test(candidate));
}

/**
 * The innermost function as debug=2 prints it (`internal/poll.runtime_pollWait`), and as Parked names it (`internal/poll.(*pollDesc).wait`).
 * People write either.
 */
function listTops({ stack, rawFrames }: IgnoreCandidate): string[] {
  const printed = rawFrames?.find(({ function: name }) => !isHiddenInText(name))?.function;
  const first = rawFrames?.[0]?.function;
  const shown = stack.frames[0]?.raw.function;
  return [printed ?? first, shown].filter((name) => name !== undefined);
}

/** Text dumps leave the runtime's frames out, unless there are no others. */
function isHiddenInText(name: string): boolean {
  return name.startsWith('runtime.') || name.startsWith('internal/runtime/');
}
