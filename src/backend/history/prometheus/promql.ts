// Converts conditions on targets into PromQL selectors.
import { compileMatchers } from '../../../core/label-matcher.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { isLabelName } from '../../../core/query/settings-label-name.ts';
import { otherName } from '../../../core/stack/other-stack.ts';
import { formatTargetLabel } from '../../../core/metrics/series-names.ts';

interface TargetConditions {
  /** `service="shop",zone=~"eu.*"`. It may select more targets than are wanted. */
  readonly text: string;
  readonly isWanted: (target: Labels) => boolean;
}

/** A scrape sets these labels, which then stand under another name. */
const scraped: ReadonlySet<string> = new Set(['instance', 'job']);

/** Undefined if no target can match. Fails on an invalid expression, like every engine. */
export function formatMatchers(matchers: readonly Matcher[]): Result<TargetConditions | undefined> {
  const isWanted = compileMatchers(matchers, 'targets');
  if (!isWanted.ok) return isWanted;
  const parts: string[] = [];
  for (const [index, matcher] of matchers.entries()) {
    const test = compileMatchers([matcher], `targets[${index}]`);
    if (!test.ok) return test;
    if (isLabelName(matcher.label)) {
      if (!scraped.has(matcher.label))
        parts.push(`${formatTargetLabel(matcher.label)}${matcher.op}${quote(matcher.value)}`);
    } else if (!test.value({})) return succeed(undefined);
  }
  return succeed({ text: parts.join(','), isWanted: isWanted.value });
}

/**
 * Selects one target. Series of targets with additional labels match too, so the caller must filter them. `displaced`:
 * labels that a scrape has renamed.
 */
export function formatTarget(target: Labels, displaced: readonly string[]): string {
  return Object.entries(target)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${displaced.includes(name) ? 'exported_' : ''}${formatTargetLabel(name)}=${quote(value)}`)
    .join(',');
}

/** A selector for any of these metrics. */
export function select(names: readonly string[], ...conditions: readonly string[]): string {
  const name = names.length === 1 ? `__name__=${quote(names[0] ?? '')}` : `__name__=~${quote(names.join('|'))}`;
  return `{${[name, ...conditions].filter((part) => part !== '').join(',')}}`;
}

/** Matches series without a stack, series of these stacks, and the sum of small groups, which may include them. */
export function selectFingerprints(fingerprints: ReadonlySet<string> | undefined): string {
  if (fingerprints === undefined) return '';
  const plain = [...fingerprints].filter((one) => /^[0-9a-z]+$/.test(one));
  return `fingerprint=~${quote(['', otherName, ...plain].join('|'))}`;
}

/** PromQL uses Go's string syntax, which accepts JSON strings. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** A regular expression of RE2 that matches this text alone. */
export function quoteExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
