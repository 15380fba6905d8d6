// Finds the process of each JSON record where records of several processes are interleaved. It uses the fields that
// name a container, pod, host or unit, if they differ within the first part of the text.
import { decodeText, encodeText, findBytes } from './byte-text.ts';

export interface Field {
  /** The text directly before the opening quote; empty where the line begins with the quote. */
  readonly key: Uint8Array;
  readonly quote: number;
  /**
   * What may follow a text on its line. `elements`: further strings of a JSON array, each a line. `fields`: further
   * fields with the same key.
   */
  readonly more: 'nothing' | 'elements' | 'fields';
  /** The texts are pieces of one text, without line ends of their own. */
  readonly isPiece: boolean;
}

const fields = [
  'container_id',
  'container_name',
  'container',
  'pod_name',
  'pod',
  'namespace',
  'hostname',
  'host',
  'instance',
  'instance_id',
  'service',
  'app',
  'logStreamName',
  'log_stream',
  '_HOSTNAME',
  '_SYSTEMD_UNIT',
  '_PID',
  'pid',
] as const;

const maxValueBytes = 200;

export interface RecordStreams {
  /** The name of the stream of the record from `start` to `end`. */
  nameOf(bytes: Uint8Array, start: number, end: number): string;
}

const oneStream: RecordStreams = { nameOf: () => '' };

/** Looks for fields that distinguish the records of `head`. */
export function findRecordStreams(head: Uint8Array, { key }: Field): RecordStreams {
  if (key[0] !== 34) return oneStream;
  const telling = fields.map((name) => encodeText(`"${name}":`)).filter((name) => countValues(head, name) > 1);
  if (telling.length === 0) return oneStream;
  const nameOf = (bytes: Uint8Array, start: number, end: number) =>
    [...new Set(telling.map((name) => readValue(bytes, name, start, end)))].filter((value) => value !== '').join(' ');
  return { nameOf };
}

function countValues(head: Uint8Array, name: Uint8Array): number {
  const values = new Set<string>();
  for (let at = findBytes(head, name, 0, head.length); at >= 0; at = findBytes(head, name, at + 1, head.length)) {
    values.add(readValue(head, name, at, head.length));
    if (values.size > 1) break;
  }
  return values.size;
}

/** The raw value of the first field of this name; empty where there is none. */
function readValue(bytes: Uint8Array, name: Uint8Array, start: number, end: number): string {
  const found = findBytes(bytes, name, start, end);
  if (found < 0) return '';
  let from = found + name.length;
  while (bytes[from] === 32) from++;
  const text = decodeText(bytes, from, Math.min(end, from + maxValueBytes));
  return /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? /^-?\d+/.exec(text)?.[0] ?? '';
}
