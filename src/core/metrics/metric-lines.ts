// Finds the few wanted series on a metrics page, in Prometheus' text format 0.0.4 and in OpenMetrics. Pages of busy
// services hold tens of thousands of series, so each line costs one pass over its name, and only wanted ones are
// decoded.

const newline = 10;
const tab = 9;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const hash = 35;
const backslash = 92;
const openBrace = 123;
const closeBrace = 125;

/** Wanted series have a handful of labels. Longer lines are skipped. */
const maxLineBytes = 64 * 1024;

export interface MetricSample {
  readonly name: string;
  /** The raw text between the braces; empty without labels. */
  readonly labelText: string;
  /** Never NaN or infinite; such samples are skipped. */
  readonly value: number;
}

interface MetricLines {
  /** The next bytes of the page, in chunks of any size. */
  push(chunk: Uint8Array): void;
  /** Ends the page. Its last line may lack a newline. */
  finish(): void;
}

/** Names that end in one of `suffixes` are wanted too. `onSample` is called in the order of the page. */
export function createMetricLines(
  names: readonly string[],
  suffixes: readonly string[],
  onSample: (sample: MetricSample) => void,
): MetricLines {
  const wanted = new Set(names);
  const hashes = new Set(names.map(hashName));
  const endings = suffixes.map((suffix) => new TextEncoder().encode(suffix));
  const decoder = new TextDecoder();
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;

  function push(chunk: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) break;
      if (carriedBytes === 0) readLine(chunk, start, end);
      else {
        carry(chunk.subarray(start, end));
        readCarried();
      }
      start = end + 1;
    }
    if (start < chunk.length) carry(chunk.slice(start));
  }

  function carry(part: Uint8Array): void {
    carriedBytes += part.length;
    // A line that is too long is read to its end and ignored.
    if (carriedBytes > maxLineBytes) carried = [];
    else carried.push(part);
  }

  function readCarried(): void {
    if (carriedBytes <= maxLineBytes) {
      const line = new Uint8Array(carriedBytes);
      let at = 0;
      for (const part of carried) {
        line.set(part, at);
        at += part.length;
      }
      readLine(line, 0, line.length);
    }
    carried = [];
    carriedBytes = 0;
  }

  function readLine(bytes: Uint8Array, lineStart: number, lineEnd: number): void {
    const start = skipBlanks(bytes, lineStart, lineEnd);
    if (start === lineEnd || bytes[start] === hash) return;
    let end = start;
    let nameHash = 0;
    for (; end < lineEnd; end++) {
      const byte = bytes[end] ?? 0;
      if (byte === openBrace || byte === space || byte === tab) break;
      nameHash = (Math.imul(nameHash, 31) + byte) | 0;
    }
    if (!hashes.has(nameHash) && !endsSo(bytes, start, end)) return;
    if (lineEnd - lineStart > maxLineBytes) return;
    const name = decoder.decode(bytes.subarray(start, end));
    if (wanted.has(name) || endsSo(bytes, start, end)) readSample(name, bytes, end, lineEnd);
  }

  function readSample(name: string, bytes: Uint8Array, nameEnd: number, lineEnd: number): void {
    let at = skipBlanks(bytes, nameEnd, lineEnd);
    let labelText = '';
    if (bytes[at] === openBrace && at < lineEnd) {
      const close = findClosingBrace(bytes, at + 1, lineEnd);
      if (close === undefined) return;
      labelText = decoder.decode(bytes.subarray(at + 1, close));
      at = skipBlanks(bytes, close + 1, lineEnd);
    }
    const valueStart = at;
    while (at < lineEnd && !isBlank(bytes[at])) at++;
    // A time or an exemplar may follow; both are ignored.
    const text = decoder.decode(bytes.subarray(valueStart, at));
    const value = text === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) onSample({ name, labelText, value });
  }

  function endsSo(bytes: Uint8Array, start: number, end: number): boolean {
    for (const ending of endings) {
      const from = end - ending.length;
      let index = ending.length - 1;
      while (index >= 0 && from >= start && bytes[from + index] === ending[index]) index--;
      if (index < 0) return true;
    }
    return false;
  }

  return {
    push,
    finish: () => {
      if (carriedBytes > 0) readCarried();
    },
  };
}

/** The same hash that `readLine` computes byte by byte. Metric names are ASCII. */
function hashName(name: string): number {
  let sum = 0;
  for (let index = 0; index < name.length; index++) sum = (Math.imul(sum, 31) + name.charCodeAt(index)) | 0;
  return sum;
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

const isBlank = (byte: number | undefined): boolean => byte === space || byte === tab || byte === carriageReturn;

/** Label values may hold braces and escaped quotes. */
function findClosingBrace(bytes: Uint8Array, start: number, end: number): number | undefined {
  let quoted = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) quoted = !quoted;
    else if (quoted && byte === backslash) at++;
    else if (!quoted && byte === closeBrace) return at;
  }
  return undefined;
}
