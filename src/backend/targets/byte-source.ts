// A chunked byte stream that accepts bytes back. A container (gzip) is recognised by its first bytes and may end in the
// middle of a chunk.

export interface ByteSource {
  /** The next chunk, never empty; undefined at the end. Rejects if the underlying source rejects. */
  next(): Promise<Uint8Array | undefined>;
  /** Puts bytes back at the front. */
  unread(bytes: Uint8Array): void;
  /** Returns the first `count` bytes, or fewer at the end, without consuming them. */
  peek(count: number): Promise<Uint8Array>;
  /** Tells the underlying source to stop. Does not wait for it. */
  close(): void;
}

export function createByteSource(chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let front: Uint8Array | undefined;
  let ended = false;

  async function pull(): Promise<Uint8Array | undefined> {
    while (!ended) {
      const step = await iterator.next();
      if (step.done === true) ended = true;
      else if (step.value.length > 0) return step.value;
    }
    return undefined;
  }

  async function next(): Promise<Uint8Array | undefined> {
    const chunk = front ?? (await pull());
    front = undefined;
    return chunk;
  }

  function unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    front = front === undefined ? bytes : joinBytes(bytes, front);
  }

  async function peek(count: number): Promise<Uint8Array> {
    while ((front?.length ?? 0) < count) {
      const more = await pull();
      if (more === undefined) break;
      front = front === undefined ? more : joinBytes(front, more);
    }
    return (front ?? new Uint8Array(0)).subarray(0, count);
  }

  function close(): void {
    // Errors of a source that is being closed no longer matter.
    iterator.return?.().then(undefined, () => undefined);
  }

  return { next, unread, peek, close };
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
