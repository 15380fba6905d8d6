// The labels of one series, from the text between its braces.
import type { Labels } from '../labels.ts';

/** Reads `version="go1.26.8",os="linux"`. Text after a syntax error is ignored. */
export function readMetricLabels(text: string): Labels {
  const labels: [string, string][] = [];
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    const open = equals < 0 ? -1 : skipSpaces(text, equals + 1);
    if (open < 0 || text[open] !== '"') break;
    const name = text.slice(at, equals).trim();
    const value = readQuoted(text, open + 1);
    if (value === undefined) break;
    labels.push([name, value.text]);
    at = skipSpaces(text, value.end);
    if (text[at] === ',') at = skipSpaces(text, at + 1);
  }
  return Object.fromEntries(labels);
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** Reads up to the closing quote, and returns the index after it. Escapes are \\, \" and \n. */
function readQuoted(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let value = '';
  let from = start;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') return { text: value + text.slice(from, at), end: at + 1 };
    if (char !== '\\') continue;
    const escaped = text[at + 1];
    value += text.slice(from, at) + (escaped === 'n' ? '\n' : (escaped ?? ''));
    at++;
    from = at + 1;
  }
  return undefined;
}
