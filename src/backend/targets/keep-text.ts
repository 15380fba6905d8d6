// Keeps the beginning of a dump while it is parsed, so that it can be shown as the runtime printed it.
import { limits } from '../../core/limits.ts';
import type { ProfileReader } from '../../core/profile/model.ts';
import type { DumpText } from './port.ts';

interface TextKeepingReader extends ProfileReader {
  /** Returns the kept text. Call after the last push. */
  text(): DumpText;
}

export function keepText(reader: ProfileReader, maxBytes: number = limits.dumpText.value): TextKeepingReader {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let cut = false;
  return {
    push(chunk) {
      const room = maxBytes - bytes;
      // The sender may reuse the chunk's memory, so a copy is kept.
      if (room > 0) chunks.push(chunk.slice(0, room));
      bytes += Math.min(room, chunk.length);
      if (chunk.length > room) cut = true;
      reader.push(chunk);
    },
    finish: () => reader.finish(),
    finishInSteps: () => reader.finishInSteps(),
    text: () => ({ bytes: Buffer.concat(chunks), cut }),
  };
}
