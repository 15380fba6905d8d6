// What the headers of a debug=2 profile say, without what differs between goroutines of one stack.
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

export class HeaderTable {
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
}

function waitsForLock(status: string): boolean {
  return status.startsWith('sync.') || status.startsWith('semacquire');
}

function number(numbers: Map<string, number>, word: string, most: number): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  if (numbers.size >= most) return -1;
  numbers.set(word, numbers.size);
  return numbers.size - 1;
}
