// Formats a stack as a label value: the names of its functions, innermost first. Servers reject long values, so a long
// stack keeps its innermost functions, its outermost one, and the number between them.
import { limits } from '../../core/limits.ts';
import type { Stack } from '../../core/stack/model.ts';

export function formatStack({ frames }: Stack): string {
  const names = frames.map(({ name }) => name.replaceAll(';', ','));
  const whole = names.join(';');
  const maxBytes = limits.stackInfo.value;
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const outermost = cutText(names.at(-1) ?? '', maxBytes >> 2);
  const budget = maxBytes - Buffer.byteLength(outermost) - 16;
  const kept: string[] = [];
  let bytes = 0;
  for (const name of names.slice(0, -1)) {
    const more = Buffer.byteLength(name) + 1;
    if (bytes + more > budget) break;
    kept.push(name);
    bytes += more;
  }
  if (kept.length === 0) kept.push(cutText(names[0] ?? '', budget));
  if (names.length === 1) return kept[0] ?? '';
  return [...kept, `…${names.length - 1 - kept.length}`, outermost].join(';');
}

/** Cuts a text at a character boundary. */
function cutText(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, maxBytes - 3), { stream: true });
}
