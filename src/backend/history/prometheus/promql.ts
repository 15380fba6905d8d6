// Conditions on targets as selectors of PromQL.
import { compileMatchers } from '../../../core/label-matcher.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { isLabelName } from '../../../core/query/settings-label-name.ts';
import { spellTargetLabel } from '../../../core/metrics/series-names.ts';

/**
 * `service="shop",zone=~"eu.*"`; undefined: no target can meet them. Fails as every engine does on a wrong
 * expression.
 */
export function spellMatchers(matchers: readonly Matcher[]): Result<string | undefined> {
  const parts: string[] = [];
  for (const [index, matcher] of matchers.entries()) {
    const test = compileMatchers([matcher], `targets[${index}]`);
    if (!test.ok) return compileMatchers(matchers, 'targets') as Result<undefined>;
    if (isLabelName(matcher.label)) {
      parts.push(`${spellTargetLabel(matcher.label)}${matcher.op}${quote(matcher.value)}`);
    } else if (!test.value({})) return succeed(undefined);
  }
  return succeed(parts.join(','));
}

/** Of one target alone; series of targets with more labels match too, and are to be left out. */
export function spellTarget(target: Labels): string {
  return Object.entries(target)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${spellTargetLabel(name)}=${quote(value)}`)
    .join(',');
}

/** A selector of any of these metrics. */
export function select(names: readonly string[], ...conditions: readonly string[]): string {
  const name = names.length === 1 ? `__name__=${quote(names[0] ?? '')}` : `__name__=~${quote(names.join('|'))}`;
  return `{${[name, ...conditions].filter((part) => part !== '').join(',')}}`;
}

/** Series without a stack of their own, and those of these stacks. */
export function selectFingerprints(fingerprints: ReadonlySet<string> | undefined): string {
  if (fingerprints === undefined) return '';
  const plain = [...fingerprints].filter((one) => /^[0-9a-z]+$/.test(one));
  return `fingerprint=~${quote(['', ...plain].join('|'))}`;
}

/** PromQL's strings are Go's, which take what JSON writes. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
