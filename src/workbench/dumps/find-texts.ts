// Finds the printed text of one stack's goroutines. Texts are not kept while a dump is read, so the dump is searched
// again on demand.
import { splitDump } from '../../core/profile/dump-blocks.ts';
import { createProfileReader } from '../../core/profile/reader.ts';
import { join } from '../../core/transport/byte-text.ts';
import { interpretProfile } from '../../core/stack/interpret.ts';
import type { ReadDump } from './read-dump.ts';

/** More are not useful: they differ only in addresses and wait times. */
export const maxTexts = 20;

/**
 * Returns at most `maxTexts` texts in their order. `pieces` are the unpacked bytes. If the text contains several dumps,
 * only the last one is searched.
 */
export async function findTexts(
  pieces: AsyncIterable<Uint8Array>,
  { profile, grouped, profiles }: ReadDump,
  fingerprint: string,
  state: string,
): Promise<readonly string[]> {
  if (profile.format !== 'debug=2') throw new Error('Only a dump with debug=2 holds the text of each goroutine.');
  const group = grouped.groups.find((one) => one.fingerprint === fingerprint && one.state === state);
  if (group === undefined) throw new Error('This dump has no such stack.');
  const most = Math.min(maxTexts, group.count);
  const names = [...new Set(group.frames.map(({ raw }) => raw.function))];
  const found: string[] = [];
  const isPlain = profile.readAs === undefined && profile.part === undefined;
  for await (const text of isPlain ? splitGoroutines(pieces) : unwrapGoroutines(pieces)) {
    if (!names.every((name) => text.includes(name)) || !isOf(text, fingerprint, state)) continue;
    found.push(text);
    if (found.length <= most) continue;
    if (profiles.length === 1) return found.slice(0, most);
    found.shift();
  }
  return found;
}

/** The names may be in another order, or further out. */
function isOf(text: string, fingerprint: string, state: string): boolean {
  const reader = createProfileReader({ labelKeys: [] });
  reader.push(new TextEncoder().encode(`${text}\n`));
  const result = reader.finish();
  const profile = result.outcome === 'read' ? result.profiles[0] : undefined;
  if (profile === undefined) return false;
  const [one] = interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries;
  return one?.stack.fingerprint === fingerprint && one.stack.state === state;
}

/** A log can interleave the goroutines of several processes line by line, so it must be read whole. */
const maxCarriedBytes = 256 * 1024 * 1024;

/** The same for a dump inside another text, such as a log, or inside an archive. Ignores pprof labels. */
async function* unwrapGoroutines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > maxCarriedBytes)
      throw new Error('The texts of goroutines are not looked for in a log or archive of more than 256 MiB.');
    kept.push(piece.slice());
  }
  yield* splitDump(join(kept)).values();
}

/** Each text starts with its header; empty lines separate them. */
async function* splitGoroutines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const parts = (rest + decoder.decode(piece, { stream: true }).replaceAll('\r\n', '\n')).split(
      /\n\n+(?=goroutine \d)/,
    );
    rest = parts.pop() ?? '';
    for (const part of parts) yield part.trim();
  }
  if (rest !== '') yield rest.trim();
}
