// pprof labels as the three text forms write them: debug=1 `{"k":"v", "l":"w"}`, Go 1.26's headers `{"k": "v"}`, and
// Go 1.27's headers `{k: v, "l m": "w"}` with bare words where they need no quotes.
import type { Labels } from '../labels.ts';
import { unquoteGo } from './go-quote.ts';

/** Undefined when the text is not a complete label set; no part of it is used then. */
export function parseLabels(text: string): Labels | undefined {
  if (text[0] !== '{' || text[text.length - 1] !== '}') return undefined;
  const labels: [string, string][] = [];
  const last = text.length - 1;
  let at = skipSpaces(text, 1);
  while (at < last) {
    const key = readWord(text, at, last);
    if (!key) return undefined;
    at = skipSpaces(text, key.end);
    if (text[at] !== ':') return undefined;
    const value = readWord(text, skipSpaces(text, at + 1), last);
    if (!value) return undefined;
    labels.push([key.value, value.value]);
    at = skipSpaces(text, value.end);
    if (at === last) break;
    if (text[at] !== ',') return undefined;
    at = skipSpaces(text, at + 1);
    if (at === last) return undefined;
  }
  return Object.fromEntries(labels);
}

/** Keeps the labels that the caller asked for. Returns the same object when all of them are kept. */
export function keepLabels(labels: Labels, keys: ReadonlySet<string> | undefined): Labels {
  if (!keys) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => keys.has(key)));
}

function readWord(
  text: string,
  at: number,
  last: number,
): { readonly value: string; readonly end: number } | undefined {
  if (text[at] === '"') return unquoteGo(text, at);
  let end = at;
  while (end < last && text[end] !== ':' && text[end] !== ',' && text[end] !== ' ' && text[end] !== '"') end++;
  return { value: text.slice(at, end), end };
}

function skipSpaces(text: string, at: number): number {
  while (text[at] === ' ') at++;
  return at;
}
