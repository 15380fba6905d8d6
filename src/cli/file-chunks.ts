// Reads a file into buffers that are reused. A dump may be larger than the machine's memory, and Node's streams
// allocate chunks faster than the garbage collector frees them.
import { open } from 'node:fs/promises';

const chunkBytes = 256 * 1024;

/** A chunk is valid until the second request after it. Copy bytes that are kept longer. */
export async function* readFileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffers = [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)] as const;
    for (let [current, next] = buffers; ; [current, next] = [next, current]) {
      const { bytesRead } = await file.read(current, 0, chunkBytes);
      if (bytesRead === 0) return;
      yield current.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
