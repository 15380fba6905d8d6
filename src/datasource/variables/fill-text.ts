// Fills dashboard variables into one text. The result depends on the place: several values become alternatives in a
// regular expression, and separate entries in a list.
import type { ScopedVars } from '@grafana/data';

/** Grafana's replacement function; a format function decides what each value becomes. */
export type Replace = (text: string, scopedVars: ScopedVars, format?: Format) => string;
type Format = string | ((value: unknown) => string);

/** A part of a text: typed text, or the values of a variable. */
export type Piece = { readonly typed: string } | { readonly values: readonly string[] };

/** Marks around values. These two characters are not typed by users. */
const open = '\uE000';
const close = '\uE001';

/** Splits a text at its variables. A custom "All" value counts as typed text, since Grafana fills it in raw. */
export function splitAtVariables(text: string, scopedVars: ScopedVars, replace: Replace): readonly Piece[] {
  const found: (readonly string[])[] = [];
  const marked = replace(text, scopedVars, (value) => {
    found.push(listValues(value));
    return `${open}${found.length - 1}${close}`;
  });
  return marked
    .split(new RegExp(`${open}(\\d+)${close}`))
    .map((part, index): Piece => (index % 2 === 0 ? { typed: part } : { values: found[Number(part)] ?? [] }))
    .filter((piece) => !('typed' in piece) || piece.typed !== '');
}

function listValues(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((one) => String(one ?? ''));
}

/** As plain text; several values are separated by commas. */
export function fillPlain(text: string, scopedVars: ScopedVars, replace: Replace): string {
  return splitAtVariables(text, scopedVars, replace)
    .map((piece) => ('typed' in piece ? piece.typed : piece.values.join(',')))
    .join('');
}

/** As part of a regular expression: typed text stays an expression, values are escaped. */
export function fillExpression(text: string, scopedVars: ScopedVars, replace: Replace): string {
  return splitAtVariables(text, scopedVars, replace)
    .map((piece) => ('typed' in piece ? piece.typed : joinAlternatives(piece.values)))
    .join('');
}

/** `a`, or `(a|b)`; values are escaped. */
export function joinAlternatives(values: readonly string[]): string {
  const escaped = values.map(escapeExpression);
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}

/** RE2 takes a backslash before any punctuation. */
export function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
