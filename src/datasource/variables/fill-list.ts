// Fills dashboard variables into lists and conditions, where several values mean several entries.
import type { ScopedVars } from '@grafana/data';
import type { Matcher } from '../../core/labels.ts';
import { escapeExpression, fillExpression, fillPlain, joinAlternatives, splitAtVariables } from './fill-text.ts';
import type { Piece, Replace } from './fill-text.ts';

/** What dashboards use as the value of "All". */
const everything: ReadonlySet<string> = new Set(['.*', '.+', '$__all']);

/** Returns each entry once per value of its variables. Undefined, which means no condition, if one of them is "All". */
export function fillList(
  entries: readonly string[],
  scopedVars: ScopedVars,
  replace: Replace,
): readonly string[] | undefined {
  const filled = entries.flatMap((entry) => multiply(splitAtVariables(entry, scopedVars, replace)));
  if (filled.some((entry) => everything.has(entry))) return undefined;
  const kept = [...new Set(filled)].filter((entry) => entry !== '');
  return kept.length === 0 && entries.length > 0 ? undefined : kept;
}

function multiply(pieces: readonly Piece[]): readonly string[] {
  return pieces.reduce<readonly string[]>(
    (texts, piece) =>
      'typed' in piece
        ? texts.map((text) => text + piece.typed)
        : texts.flatMap((text) => piece.values.map((value) => text + value)),
    [''],
  );
}

/** Whether a regular expression made from variables matches everything. */
export function isAnything(expression: string): boolean {
  return /^\^?\.\*\$?$/.test(expression);
}

/** Fills in the variables of conditions, and drops conditions that match everything. */
export function fillMatchers(
  matchers: readonly Matcher[],
  scopedVars: ScopedVars,
  replace: Replace,
): readonly Matcher[] {
  return matchers.flatMap((matcher) => {
    const filled = fillMatcher(matcher, scopedVars, replace);
    return filled.op === '=~' && filled.value !== matcher.value && isAnything(filled.value) ? [] : [filled];
  });
}

/** `=` and `!=` become regular expressions where a variable has several values, or is "All" with a value of its own. */
function fillMatcher(matcher: Matcher, scopedVars: ScopedVars, replace: Replace): Matcher {
  const label = fillPlain(matcher.label, scopedVars, replace);
  if (matcher.op.endsWith('~')) {
    return { ...matcher, label, value: fillExpression(matcher.value, scopedVars, replace) };
  }
  const pieces = splitAtVariables(matcher.value, scopedVars, replace);
  const isMulti = pieces.some((piece) => 'values' in piece && piece.values.length > 1);
  const wholeText = pieces.length === 1 && pieces[0] && 'typed' in pieces[0] ? pieces[0].typed : undefined;
  const isAll = wholeText !== undefined && wholeText !== matcher.value && everything.has(wholeText);
  if (!isMulti && !isAll) return { ...matcher, label, value: fillPlain(matcher.value, scopedVars, replace) };
  const value = isAll
    ? wholeText
    : pieces
        .map((piece) => ('typed' in piece ? escapeExpression(piece.typed) : joinAlternatives(piece.values)))
        .join('');
  return { label, op: matcher.op === '=' ? '=~' : '!~', value };
}
