// The goroutines of one stack as the runtime printed them. Texts are not kept while a dump is read: they are looked for
// again when somebody asks.
import { splitDump } from '../../core/profile/dump-blocks.ts';
import { createProfileReader } from '../../core/profile/reader.ts';
import { join } from '../../core/transport/byte-text.ts';
import { interpretProfile } from '../../core/stack/interpret.ts';
import type { ReadDump } from './read-dump.ts';

/** They differ in addresses and wait times alone. */
export const maxTexts = 20;

/**
 * `pieces` are the unpacked bytes of the dump. At most `maxTexts`, in their order; where the text holds several dumps,
 * those of the last.
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
  for await (const text of profile.readAs === undefined ? splitGoroutines(pieces) : unwrapGoroutines(pieces)) {
    if (!names.every((name) => text.includes(name)) || !isOf(text, fingerprint, state)) continue;
    found.push(text);
    if (found.length <= most) continue;
    if (profiles.length === 1) return found.slice(0, most);
    found.shift();
  }
  return found;
}

/** Names alone may stand in another order, or further out. */
function isOf(text: string, fingerprint: string, state: string): boolean {
  const reader = createProfileReader({ labelKeys: [] });
  reader.push(new TextEncoder().encode(`${text}\n`));
  const result = reader.finish();
  const profile = result.outcome === 'read' ? result.profiles[0] : undefined;
  if (profile === undefined) return false;
  const [one] = interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries;
  return one?.stack.fingerprint === fingerprint && one.stack.state === state;
}

/** A log keeps the goroutines of more than one process, line by line: it has to be there as a whole. */
const maxCarriedBytes = 256 * 1024 * 1024;

/** The same out of a text that something carries, without pprof labels. */
async function* unwrapGoroutines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > maxCarriedBytes)
      throw new Error('The texts of goroutines are not looked for in a log of more than 256 MiB.');
    kept.push(piece.slice());
  }
  yield* splitDump(join(kept)).values();
}

/** Each begins with its header; an empty line lies between two. */
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
