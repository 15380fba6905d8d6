// The headers of a debug=2 profile, each parsed once. A million goroutines share a handful of headers apart from their
// numbers and minutes. So the bytes around those are compared and the record is looked up.
import { labelsKey, type Labels } from '../labels.ts';
import type { Header } from './header.ts';
import { keepLabels } from './label-text.ts';

/** A header without what differs between its goroutines. */
export interface HeaderRecord {
  /** Number of its status together with its kept labels. It is part of an entry's key. */
  readonly key: number;
  readonly statusNumber: number;
  readonly status: string;
  readonly labels: Labels;
  readonly leaked: boolean;
  readonly waitsForLock: boolean;
  readonly isRunning: boolean;
  /** It occupies a thread. */
  readonly onThread: boolean;
  readonly lockedToThread: boolean;
  readonly waitMinutes: number;
  readonly unread: boolean;
}

/** How a header is written, from its bracket on, without the digits of its minutes. */
interface HeaderShape {
  readonly hash: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly record: HeaderRecord;
}

/** A full set replaces its first shape, so that any number of labels cannot fill memory. */
const shapeSets = 256;
const shapesPerSet = 4;
const maxShapeBytes = 1024;

export class HeaderTable {
  readonly #shapes: (HeaderShape | undefined)[] = new Array<undefined>(shapeSets * shapesPerSet).fill(undefined);
  readonly #labelKeys: ReadonlySet<string> | undefined;
  readonly #statuses = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #maxKeys: number;

  constructor(labelKeys: ReadonlySet<string> | undefined, maxKeys: number) {
    this.#labelKeys = labelKeys;
    this.#maxKeys = maxKeys;
  }

  /** `statusNumber` or `key` is -1 where there are more of them than a profile may have. */
  record(header: Header): HeaderRecord {
    const labels = keepLabels(header.labels, this.#labelKeys);
    const statusNumber = number(this.#statuses, header.status, this.#maxKeys);
    const key = statusNumber < 0 ? -1 : number(this.#keys, `${statusNumber}${labelsKey(labels)}`, this.#maxKeys);
    const { status } = header;
    const isRunning = status === 'running';
    const onThread = isRunning || status === 'syscall';
    return { ...header, labels, statusNumber, key, waitsForLock: waitsForLock(status), isRunning, onThread };
  }

  /**
   * The record of a header written like an earlier one, apart from its minutes. The hash finds candidates; bytes
   * decide.
   */
  find(
    hash: number,
    bytes: Uint8Array,
    start: number,
    beforeEnd: number,
    afterStart: number,
    end: number,
  ): HeaderRecord | undefined {
    const set = firstOfSet(hash);
    for (let slot = set; slot < set + shapesPerSet; slot++) {
      const shape = this.#shapes[slot];
      if (!shape) return undefined;
      if (shape.hash !== hash) continue;
      if (shape.before.length !== beforeEnd - start || shape.after.length !== end - afterStart) continue;
      if (equals(shape.before, bytes, start) && equals(shape.after, bytes, afterStart)) return shape.record;
    }
    return undefined;
  }

  /** Keeps how a header was written, for later headers of the same shape. */
  remember(hash: number, before: Uint8Array, after: Uint8Array, record: HeaderRecord): void {
    if (before.length + after.length > maxShapeBytes) return;
    const set = firstOfSet(hash);
    let slot = set;
    while (slot < set + shapesPerSet && this.#shapes[slot]) slot++;
    if (slot === set + shapesPerSet) slot = set;
    this.#shapes[slot] = { hash, before: before.slice(), after: after.slice(), record };
  }
}

function waitsForLock(status: string): boolean {
  return status.startsWith('sync.') || status.startsWith('semacquire');
}

function firstOfSet(hash: number): number {
  return ((hash ^ (hash >>> 15)) & (shapeSets - 1)) * shapesPerSet;
}

function equals(known: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[at + i]) return false;
  return true;
}

function number(numbers: Map<string, number>, word: string, most: number): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  if (numbers.size >= most) return -1;
  numbers.set(word, numbers.size);
  return numbers.size - 1;
}
