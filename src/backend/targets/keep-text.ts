// The first part of what a reader is given, kept beside what it makes of it: a dump is shown as the runtime printed it.
import { limits } from '../../core/limits.ts';
import type { ProfileReader } from '../../core/profile/model.ts';
import type { DumpText } from './port.ts';

export interface TextKeepingReader extends ProfileReader {
  /** Call after the last push. */
  text(): DumpText;
}

export function keepText(reader: ProfileReader, maxBytes: number = limits.dumpText.value): TextKeepingReader {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let cut = false;
  return {
    push(chunk) {
      const room = maxBytes - bytes;
      // Whoever sent the chunk may use its memory again.
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
