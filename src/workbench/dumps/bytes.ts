// Reads and unpacks the bytes of a dump in large pieces.
import { looksGzipped } from '../../core/profile/reader.ts';
import type { DumpPlace } from './messages.ts';

const pieceBytes = 8 * 1024 * 1024;

/** `onBytes` receives the number of packed bytes read so far. */
export async function* readPlace(place: DumpPlace, onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const packed = place.kind === 'file' ? slice(place.file) : download(place.url);
  let bytes = 0;
  const counted = async function* () {
    for await (const piece of packed) {
      yield piece;
      onBytes((bytes += piece.byteLength));
    }
  };
  yield* unpack(counted());
}

/** Fetches the next piece while the current one is read. */
async function* slice(file: Blob): AsyncGenerator<Uint8Array> {
  const load = (from: number) => file.slice(from, from + pieceBytes).arrayBuffer();
  let next = load(0);
  for (let from = 0; from < file.size; from += pieceBytes) {
    const piece = await next;
    next = load(from + pieceBytes);
    yield new Uint8Array(piece);
  }
}

async function* download(url: string): AsyncGenerator<Uint8Array> {
  // eslint-disable-next-line no-restricted-globals -- the browser's, to the server that this page came from
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(await explain(response));
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function explain(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  return typeof message === 'string' ? message : `The server answered ${response.status}.`;
}

async function* unpack(pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const first = await pieces.next();
  if (first.done) return;
  if (!looksGzipped(first.value)) {
    yield first.value;
    yield* pieces;
    return;
  }
  const source = new ReadableStream<BufferSource>({
    start: (controller) => controller.enqueue(first.value as Uint8Array<ArrayBuffer>),
    pull: async (controller) => {
      const piece = await pieces.next();
      if (piece.done) controller.close();
      else controller.enqueue(piece.value as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
