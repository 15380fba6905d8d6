// perftools.profiles.Profile as it is on the wire: tables with the indices still unresolved. What the indices mean, and
// whether they point anywhere, is the business of whoever reads samples.
import { limits } from '../limits.ts';
import type { IssueLog } from './issues.ts';
import { WireError, WireReader, wireType } from './protobuf-wire.ts';

/** An index, id or value of 64 bits: a bigint only where a number would round. */
export type Int = number | bigint;

export interface ValueType {
  readonly type: Int;
  readonly unit: Int;
}

export interface LabelMessage {
  readonly key: Int;
  readonly str: Int;
  readonly num: Int;
  readonly numUnit: Int;
}

export interface SampleMessage {
  readonly locations: readonly Int[];
  readonly values: readonly Int[];
  readonly labels: readonly LabelMessage[];
  readonly offset: number;
}

export interface LineMessage {
  readonly function: Int;
  readonly line: Int;
}

export interface LocationMessage {
  readonly address: bigint;
  readonly lines: readonly LineMessage[];
}

export interface FunctionMessage {
  readonly name: Int;
  readonly systemName: Int;
  readonly filename: Int;
  readonly startLine: Int;
}

export interface MappingMessage {
  readonly filename: Int;
  readonly buildId: Int;
}

export interface ProfileMessage {
  readonly sampleTypes: ValueType[];
  readonly samples: SampleMessage[];
  readonly mappings: MappingMessage[];
  readonly locations: Map<Int, LocationMessage>;
  readonly functions: Map<Int, FunctionMessage>;
  readonly strings: StringTable;
  timeNanos: Int;
  durationNanos: Int;
  periodType: ValueType | undefined;
  defaultSampleType: Int;
  /** Ended before its end, or broke off at something that is no protobuf. */
  cut: WireError | undefined;
  readonly offset: number;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decoded when asked for: most strings of a large process are shared by many stacks. */
export class StringTable {
  readonly #bytes: Uint8Array;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #decoded: (string | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#starts.length;
  }

  add(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#decoded.push(undefined);
  }

  /** Undefined when the index points nowhere. */
  get(index: Int): string | undefined {
    const at = Number(index);
    const start = this.#starts[at];
    if (start === undefined) return undefined;
    return (this.#decoded[at] ??= utf8.decode(this.#bytes.subarray(start, this.#ends[at])));
  }
}

/**
 * What parts of a profile take in memory once they are read, in bytes, roughly. Two bytes on the wire can be one of them:
 * without a bound, a profile of some hundred KiB of gzip would take gigabytes.
 */
const cost = {
  sample: 160,
  number: 8,
  label: 64,
  location: 200,
  line: 56,
  function: 150,
  string: 24,
  other: 64,
} as const;

class TooLarge extends WireError {}

class Budget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  spend(bytes: number, offset: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#maxBytes) return;
    throw new TooLarge(`It has more parts than fit ${this.#maxBytes} bytes, the most that is read.`, offset, true);
  }
}

/** Reads every profile that was written one behind another. Never throws: what breaks off says so in `cut`. */
export function readProfileMessages(
  bytes: Uint8Array,
  issues: IssueLog,
  maxBytes: number = limits.profileTables.value,
): ProfileMessage[] {
  const budget = new Budget(maxBytes);
  const messages: ProfileMessage[] = [];
  let at = 0;
  do {
    const reader = new WireReader(bytes, at, bytes.length);
    const message = emptyMessage(bytes, at);
    messages.push(message);
    try {
      readFields(reader, message, { issues, budget });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      message.cut = error;
      break;
    }
    at = reader.at;
  } while (at < bytes.length);
  return messages;
}

function emptyMessage(bytes: Uint8Array, offset: number): ProfileMessage {
  return {
    sampleTypes: [],
    samples: [],
    mappings: [],
    locations: new Map(),
    functions: new Map(),
    strings: new StringTable(bytes),
    timeNanos: 0,
    durationNanos: 0,
    periodType: undefined,
    defaultSampleType: 0,
    cut: undefined,
    offset,
  };
}

interface Watch {
  readonly issues: IssueLog;
  readonly budget: Budget;
}

/** Reads up to the end, or up to where the next profile begins: its sample types come first and its strings late. */
function readFields(reader: WireReader, message: ProfileMessage, watch: Watch): void {
  while (reader.at < reader.end) {
    const start = reader.at;
    reader.readVarint();
    const field = reader.low >>> 3;
    const type = reader.low & 7;
    if (field === 0 || reader.high !== 0) throw new WireError('A field has the number 0.', start, false);
    if (field === 1 && type === wireType.bytes && message.strings.length > 0 && message.samples.length > 0) {
      reader.at = start;
      return;
    }
    if (type === wireType.varint) {
      reader.readVarint();
      readNumberField(reader, message, field);
    } else if (type === wireType.bytes) {
      const length = reader.readLength();
      const end = reader.at + length;
      readBytesField(reader, message, field, end, watch);
      reader.at = end;
    } else reader.skip(type);
  }
}

function readNumberField(reader: WireReader, message: ProfileMessage, field: number): void {
  if (field === 9) message.timeNanos = reader.signed();
  else if (field === 10) message.durationNanos = reader.signed();
  else if (field === 14) message.defaultSampleType = reader.signed();
}

function readBytesField(
  reader: WireReader,
  message: ProfileMessage,
  field: number,
  end: number,
  { issues, budget }: Watch,
): void {
  const start = reader.at;
  if (field === 6) {
    budget.spend(cost.string, start);
    message.strings.add(start, end);
    return;
  }
  if (field > 5 && field !== 11) return;
  const part = new WireReader(reader.bytes, start, end);
  try {
    readPart(part, message, field, budget);
  } catch (error) {
    if (!(error instanceof WireError) || error instanceof TooLarge) throw error;
    issues.add('broken_record', `A record of the profile is broken: ${error.message}`, { offset: start });
  }
}

function readPart(part: WireReader, message: ProfileMessage, field: number, budget: Budget): void {
  switch (field) {
    case 1:
      budget.spend(cost.other, part.at);
      message.sampleTypes.push(readValueType(part));
      return;
    case 2:
      message.samples.push(readSample(part, budget));
      return;
    case 3:
      budget.spend(cost.other, part.at);
      message.mappings.push(readMapping(part));
      return;
    case 4:
      readLocation(part, message, budget);
      return;
    case 5:
      budget.spend(cost.function, part.at);
      readFunction(part, message);
      return;
    case 11:
      message.periodType = readValueType(part);
      return;
  }
}

/** Calls `take` for each number field and `takeBytes` for each length-delimited one, from `part.at` to `end`. */
function readEach(
  part: WireReader,
  take: (field: number) => void,
  takeBytes?: (field: number, end: number) => void,
): void {
  while (part.at < part.end) {
    part.readVarint();
    const field = part.low >>> 3;
    const type = part.low & 7;
    if (type === wireType.varint) {
      part.readVarint();
      take(field);
    } else if (type === wireType.bytes) {
      const length = part.readLength();
      const end = part.at + length;
      takeBytes?.(field, end);
      part.at = end;
    } else part.skip(type);
  }
}

function readValueType(part: WireReader): ValueType {
  let type: Int = 0;
  let unit: Int = 0;
  readEach(part, (field) => {
    if (field === 1) type = part.signed();
    else if (field === 2) unit = part.signed();
  });
  return { type, unit };
}

const nothing: readonly never[] = [];

function readSample(part: WireReader, budget: Budget): SampleMessage {
  const offset = part.at;
  budget.spend(cost.sample, offset);
  if (part.at === part.end) return { locations: nothing, values: nothing, labels: nothing, offset };
  const locations: Int[] = [];
  const values: Int[] = [];
  const labels: LabelMessage[] = [];
  const take = (field: number): void => {
    budget.spend(cost.number, part.at);
    if (field === 1) locations.push(part.unsigned());
    else if (field === 2) values.push(part.signed());
  };
  readEach(part, take, (field, end) => {
    if (field === 3) {
      budget.spend(cost.label, part.at);
      labels.push(readLabel(new WireReader(part.bytes, part.at, end)));
    } else if (field === 1 || field === 2) {
      const packed = new WireReader(part.bytes, part.at, end);
      while (packed.at < end) {
        packed.readVarint();
        budget.spend(cost.number, packed.at);
        if (field === 1) locations.push(packed.unsigned());
        else values.push(packed.signed());
      }
    }
  });
  return { locations, values, labels, offset };
}

function readLabel(part: WireReader): LabelMessage {
  let key: Int = 0;
  let str: Int = 0;
  let num: Int = 0;
  let numUnit: Int = 0;
  readEach(part, (field) => {
    if (field === 1) key = part.signed();
    else if (field === 2) str = part.signed();
    else if (field === 3) num = part.signed();
    else if (field === 4) numUnit = part.signed();
  });
  return { key, str, num, numUnit };
}

function readMapping(part: WireReader): MappingMessage {
  let filename: Int = 0;
  let buildId: Int = 0;
  readEach(part, (field) => {
    if (field === 5) filename = part.signed();
    else if (field === 6) buildId = part.signed();
  });
  return { filename, buildId };
}

function readLocation(part: WireReader, message: ProfileMessage, budget: Budget): void {
  budget.spend(cost.location, part.at);
  let id: Int = 0;
  let address = 0n;
  const lines: LineMessage[] = [];
  const take = (field: number): void => {
    if (field === 1) id = part.unsigned();
    else if (field === 3) address = BigInt(part.unsigned());
  };
  readEach(part, take, (field, end) => {
    if (field !== 4) return;
    budget.spend(cost.line, part.at);
    lines.push(readLine(new WireReader(part.bytes, part.at, end)));
  });
  if (!message.locations.has(id)) message.locations.set(id, { address, lines });
}

function readLine(part: WireReader): LineMessage {
  let id: Int = 0;
  let line: Int = 0;
  readEach(part, (field) => {
    if (field === 1) id = part.unsigned();
    else if (field === 2) line = part.signed();
  });
  return { function: id, line };
}

function readFunction(part: WireReader, message: ProfileMessage): void {
  let id: Int = 0;
  let name: Int = 0;
  let systemName: Int = 0;
  let filename: Int = 0;
  let startLine: Int = 0;
  readEach(part, (field) => {
    if (field === 1) id = part.unsigned();
    else if (field === 2) name = part.signed();
    else if (field === 3) systemName = part.signed();
    else if (field === 4) filename = part.signed();
    else if (field === 5) startLine = part.signed();
  });
  if (!message.functions.has(id)) message.functions.set(id, { name, systemName, filename, startLine });
}
