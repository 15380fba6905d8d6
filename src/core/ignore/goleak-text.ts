// Imports rules that were written for goleak, from Go source.
import type { IgnoreRule } from './model.ts';

interface GoleakRules {
  readonly rules: readonly IgnoreRule[];
  /** Options without a counterpart, each with its line (from 1) and the reason. */
  readonly skipped: readonly { readonly line: number; readonly option: string; readonly why: string }[];
}

const fields = { IgnoreTopFunction: 'top', IgnoreAnyFunction: 'any', IgnoreCreatedBy: 'creator' } as const;

const noCounterpart: Readonly<Record<string, string>> = {
  IgnoreCurrent: 'it ignores what runs when the test begins; a baseline does that here',
  Cleanup: 'it is about tests, not about stacks',
  RunOnFailure: 'it is about tests, not about stacks',
};

/** Reads pasted text. Calls in comments do not count; other text around them is ignored. */
export function readGoleakRules(text: string): GoleakRules {
  const code = blankComments(text);
  const rules: IgnoreRule[] = [];
  const skipped: { line: number; option: string; why: string }[] = [];
  for (const { 0: call, 1: option = '', index } of code.matchAll(
    /\b(Ignore(?:TopFunction|AnyFunction|CreatedBy|Current)|Cleanup|RunOnFailure)\(/g,
  )) {
    const line = countLines(code, index);
    const why = noCounterpart[option];
    if (why !== undefined) {
      skipped.push({ line, option, why });
      continue;
    }
    const name = readStringArgument(code, index + call.length);
    if (name === undefined)
      skipped.push({ line, option, why: 'its argument is not a plain string; write the name out' });
    else rules.push({ [fields[option as keyof typeof fields]]: name });
  }
  return { rules, skipped };
}

/** The string literal that is the whole argument; undefined for anything else. */
function readStringArgument(code: string, from: number): string | undefined {
  let start = from;
  while (/\s/.test(code[start] ?? '')) start++;
  const quote = code[start];
  if (quote !== '"' && quote !== '`') return undefined;
  const end = code.indexOf(quote, start + 1);
  const name = code.slice(start + 1, end);
  if (end < 0 || name === '' || name.includes('\\') || name.includes('\n')) return undefined;
  let next = end + 1;
  while (/[\s,]/.test(code[next] ?? '')) next++;
  return code[next] === ')' ? name : undefined;
}

/** Replaces comments by spaces, so that all offsets stay the same. */
function blankComments(text: string): string {
  let code = '';
  let at = 0;
  while (at < text.length) {
    const end = findTokenEnd(text, at);
    const token = text.slice(at, end);
    code += token.startsWith('//') || token.startsWith('/*') ? token.replace(/[^\n]/g, ' ') : token;
    at = end;
  }
  return code;
}

/** The end of a comment, a string, or one character. */
function findTokenEnd(text: string, at: number): number {
  if (text.startsWith('//', at)) return orEnd(text, text.indexOf('\n', at));
  if (text.startsWith('/*', at)) return orEnd(text, text.indexOf('*/', at + 2) + 1 || -1) + 1;
  const quote = text[at];
  if (quote === '`') return orEnd(text, text.indexOf('`', at + 1)) + 1;
  if (quote !== '"') return at + 1;
  let end = at + 1;
  while (end < text.length && text[end] !== '"' && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

function orEnd(text: string, at: number): number {
  return at < 0 ? text.length : at;
}

function countLines(text: string, end: number): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
