import { encodeText } from '../transport/byte-text.ts';
import { createProfileReader } from './reader.ts';

/** A dump of so many goroutines, each of its own stack and of about 600 bytes. */
function writeDump(goroutines: number, firstState: string): string {
  const blocks = Array.from({ length: goroutines }, (_, at) => {
    const state = at === 0 ? firstState : 'select';
    const frames = Array.from(
      { length: 10 },
      (_, depth) => `shop.f${at}(0x${depth})\n\t/src/shop/f.go:${at + 1} +0x1d`,
    );
    return `goroutine ${at + 1} [${state}]:\n${frames.join('\n')}`;
  });
  return `${blocks.join('\n\n')}\n`;
}

/** Reads a dump through one buffer of so many bytes, as from a file. */
function readTexts(text: string, bufferBytes: number): readonly string[] {
  const bytes = encodeText(text);
  const buffer = new Uint8Array(bufferBytes);
  const reader = createProfileReader();
  for (let at = 0; at < bytes.length; at += bufferBytes) {
    const piece = bytes.subarray(at, at + bufferBytes);
    buffer.set(piece);
    reader.push(buffer.subarray(0, piece.length));
  }
  const result = reader.finish();
  if (result.outcome !== 'read') throw new Error(result.outcome);
  const decoder = new TextDecoder();
  const [profile] = result.profiles;
  return profile!.entries.flatMap(({ texts }) =>
    [...(texts ?? [])].map(({ bytes: kept }) => decoder.decode(kept).trimEnd()),
  );
}

test('keeps the text of each stack of a dump as it was printed, wherever chunks end', () => {
  const dump = writeDump(40, 'sync.Mutex.Lock');
  for (const chunkBytes of [7, 600, 65_536]) {
    expect(readTexts(dump, chunkBytes)).toEqual(dump.trimEnd().split('\n\n'));
  }
});

test('keeps few texts of a large dump until a goroutine waits for a lock', () => {
  const goroutines = 2000;
  const quiet = readTexts(writeDump(goroutines, 'select'), 65_536);
  expect(quiet.join('').length).toBeLessThanOrEqual(384 * 1024);
  expect(quiet.join('').length).toBeGreaterThan(300 * 1024);
  expect(readTexts(writeDump(goroutines, 'sync.Mutex.Lock'), 65_536)).toHaveLength(goroutines);
});
