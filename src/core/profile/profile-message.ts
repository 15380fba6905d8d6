// perftools.profiles.Profile as it is on the wire: tables with unresolved indices. The readers of samples resolve and
// check the indices.
import { limits } from '../limits.ts';
import type { Int } from './int.ts';
import type { IssueLog } from './issues.ts';
import type { LocationTable, Tables } from './profile-tables.ts';
import type { ReaderPools } from './reader-pools.ts';
import { WireError, WireReader, wireType } from './protobuf-wire.ts';
import type { Steps } from '../steps.ts';

interface ValueType {
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

interface MappingMessage {
  readonly filename: Int;
  readonly buildId: Int;
}

/** The tables are borrowed. Return them to their pools when the message is no longer used. */
export interface ProfileMessage extends Tables {
  readonly sampleTypes: ValueType[];
  readonly samples: SampleMessage[];
  readonly mappings: MappingMessage[];
  timeNanos: Int;
  durationNanos: Int;
  periodType: ValueType | undefined;
  defaultSampleType: Int;
  /** The message ended early, or broke off at bytes that are not protobuf. */
  cut: WireError | undefined;
  readonly offset: number;
}

/**
 * Approximate bytes in memory of the parts of a profile. Two bytes on the wire can become one such part. Without a
 * bound, some hundred KiB of gzip could take gigabytes.
 */
const cost = {
  sample: 160,
  number: 8,
  label: 64,
  location: 200,
  line: 56,
  function: 150,
  string: 24,
  message: 4_000,
  other: 64,
} as const;

class TooLarge extends WireError {}

class Budget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  spend(bytes: number, offset: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#maxBytes) return;
    throw new TooLarge(`It has more parts than fit ${this.#maxBytes} bytes, the most that is read.`, offset, true);
  }
}

/** Bytes per step: well under a millisecond of work. */
const bytesPerStep = 64 * 1024;

/** Reads every profile of a concatenation. Never throws: `cut` tells where a message broke off. */
export function* readProfileMessages(
  bytes: Uint8Array,
  issues: IssueLog,
  pools: ReaderPools,
  maxBytes: number = limits.profileTables.value,
  onTables: (bytes: number) => unknown = () => undefined,
): Steps<ProfileMessage[]> {
  const budget = new Budget(maxBytes);
  const messages: ProfileMessage[] = [];
  const reader = new WireReader(bytes, 0, bytes.length);
  let steppedAt = 0;
  do {
    // Many small profiles are as much work as one large text.
    if (reader.at > steppedAt + bytesPerStep) {
      steppedAt = reader.at;
      onTables(budget.bytes);
      yield;
    }
    const message = emptyMessage(pools.takeTables(bytes), reader.at);
    messages.push(message);
    const fields = new FieldReader(reader, message, issues, budget);
    try {
      if (messages.length > 1) budget.spend(cost.message, reader.at);
      while (fields.read(reader.at + bytesPerStep)) {
        onTables(budget.bytes);
        yield;
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      message.cut = error;
      break;
    }
  } while (reader.at < bytes.length);
  onTables(budget.bytes);
  return messages;
}

function emptyMessage(tables: Tables, offset: number): ProfileMessage {
  return {
    sampleTypes: [],
    samples: [],
    mappings: [],
    ...tables,
    timeNanos: 0,
    durationNanos: 0,
    periodType: undefined,
    defaultSampleType: 0,
    cut: undefined,
    offset,
  };
}

const nothing: readonly never[] = [];

/**
 * Reads the fields of one profile. One byte reader serves all records; `end` is moved to the end of the innermost one.
 */
class FieldReader {
  readonly #reader: WireReader;
  readonly #message: ProfileMessage;
  readonly #issues: IssueLog;
  readonly #budget: Budget;

  constructor(reader: WireReader, message: ProfileMessage, issues: IssueLog, budget: Budget) {
    this.#reader = reader;
    this.#message = message;
    this.#issues = issues;
    this.#budget = budget;
  }

  /**
   * Reads at least until `until`. False at the end, or where the next profile begins: its sample types come first and
   * its strings late.
   */
  read(until: number): boolean {
    const reader = this.#reader;
    while (reader.at < reader.end) {
      if (reader.at >= until) return true;
      const start = reader.at;
      reader.readVarint();
      const field = reader.low >>> 3;
      const type = reader.low & 7;
      if (field === 0 || reader.high !== 0) throw new WireError('A field has the number 0.', start, false);
      if (field === 1 && type === wireType.bytes && this.#startsNext()) {
        reader.at = start;
        return false;
      }
      if (type === wireType.varint) {
        reader.readVarint();
        this.#readNumber(field);
      } else if (type === wireType.bytes) {
        const length = reader.readLength();
        this.#readRecord(field, reader.at + length);
      } else reader.skip(type);
    }
    return false;
  }

  #startsNext(): boolean {
    return this.#message.strings.length > 0 && this.#message.samples.length > 0;
  }

  #readNumber(field: number): void {
    const message = this.#message;
    if (field === 9) message.timeNanos = this.#reader.signed();
    else if (field === 10) message.durationNanos = this.#reader.signed();
    else if (field === 14) message.defaultSampleType = this.#reader.signed();
  }

  #readRecord(field: number, end: number): void {
    const reader = this.#reader;
    const start = reader.at;
    const outerEnd = reader.end;
    reader.end = end;
    try {
      this.#readPart(field, end);
    } catch (error) {
      if (!(error instanceof WireError) || error instanceof TooLarge) throw error;
      this.#issues.add('broken_record', `A record of the profile is broken: ${error.message}`, { offset: start });
    }
    reader.end = outerEnd;
    reader.at = end;
  }

  #readPart(field: number, end: number): void {
    const message = this.#message;
    const start = this.#reader.at;
    switch (field) {
      case 1:
        this.#budget.spend(cost.other, start);
        message.sampleTypes.push(this.#readValueType());
        return;
      case 2:
        message.samples.push(this.#readSample());
        return;
      case 3:
        this.#budget.spend(cost.other, start);
        message.mappings.push(this.#readMapping());
        return;
      case 4:
        this.#readLocation();
        return;
      case 5:
        this.#budget.spend(cost.function, start);
        this.#readFunction();
        return;
      case 6:
        this.#budget.spend(cost.string, start);
        message.strings.add(start, end);
        return;
      case 11:
        message.periodType = this.#readValueType();
    }
  }

  /**
   * The field number of the record's next field; -1 at the record's end. The reader then holds the value of a number
   * field. The bytes of any other field begin at the reader and end at `#bytesEnd`.
   */
  #next(): number {
    const reader = this.#reader;
    while (reader.at < reader.end) {
      reader.readVarint();
      const field = reader.low >>> 3;
      const type = reader.low & 7;
      if (type === wireType.varint) {
        reader.readVarint();
        this.#bytesEnd = -1;
        return field;
      }
      if (type === wireType.bytes) {
        const length = reader.readLength();
        this.#bytesEnd = reader.at + length;
        return field;
      }
      reader.skip(type);
    }
    return -1;
  }

  /** -1 when the field is a number. */
  #bytesEnd = -1;

  #readValueType(): ValueType {
    const reader = this.#reader;
    let type: Int = 0;
    let unit: Int = 0;
    for (let field = this.#next(); field >= 0; field = this.#next()) {
      if (this.#bytesEnd >= 0) reader.at = this.#bytesEnd;
      else if (field === 1) type = reader.signed();
      else if (field === 2) unit = reader.signed();
    }
    return { type, unit };
  }

  #readSample(): SampleMessage {
    const reader = this.#reader;
    const offset = reader.at;
    this.#budget.spend(cost.sample, offset);
    if (reader.at === reader.end) return { locations: nothing, values: nothing, labels: nothing, offset };
    const locations: Int[] = [];
    const values: Int[] = [];
    let labels: LabelMessage[] | undefined;
    for (let field = this.#next(); field >= 0; field = this.#next()) {
      const bytesEnd = this.#bytesEnd;
      if (bytesEnd < 0) {
        this.#budget.spend(cost.number, reader.at);
        if (field === 1) locations.push(reader.unsigned());
        else if (field === 2) values.push(reader.signed());
        continue;
      }
      const outerEnd = reader.end;
      reader.end = bytesEnd;
      if (field === 1 || field === 2) {
        while (reader.at < bytesEnd) {
          reader.readVarint();
          this.#budget.spend(cost.number, reader.at);
          if (field === 1) locations.push(reader.unsigned());
          else values.push(reader.signed());
        }
      } else if (field === 3) {
        this.#budget.spend(cost.label, reader.at);
        (labels ??= []).push(this.#readLabel());
      }
      reader.end = outerEnd;
      reader.at = bytesEnd;
    }
    return { locations, values, labels: labels ?? nothing, offset };
  }

  #readLabel(): LabelMessage {
    const reader = this.#reader;
    let key: Int = 0;
    let str: Int = 0;
    let num: Int = 0;
    let numUnit: Int = 0;
    for (let field = this.#next(); field >= 0; field = this.#next()) {
      if (this.#bytesEnd >= 0) reader.at = this.#bytesEnd;
      else if (field === 1) key = reader.signed();
      else if (field === 2) str = reader.signed();
      else if (field === 3) num = reader.signed();
      else if (field === 4) numUnit = reader.signed();
    }
    return { key, str, num, numUnit };
  }

  #readMapping(): MappingMessage {
    const reader = this.#reader;
    let filename: Int = 0;
    let buildId: Int = 0;
    for (let field = this.#next(); field >= 0; field = this.#next()) {
      if (this.#bytesEnd >= 0) reader.at = this.#bytesEnd;
      else if (field === 5) filename = reader.signed();
      else if (field === 6) buildId = reader.signed();
    }
    return { filename, buildId };
  }

  #readLocation(): void {
    const reader = this.#reader;
    const { locations } = this.#message;
    this.#budget.spend(cost.location, reader.at);
    let id: Int = 0;
    let address: Int = 0;
    const firstLine = locations.lineFunction.length;
    for (let field = this.#next(); field >= 0; field = this.#next()) {
      const bytesEnd = this.#bytesEnd;
      if (bytesEnd < 0) {
        if (field === 1) id = reader.unsigned();
        else if (field === 3) address = reader.unsigned();
        continue;
      }
      if (field === 4) {
        this.#budget.spend(cost.line, reader.at);
        const outerEnd = reader.end;
        reader.end = bytesEnd;
        this.#readLine(locations);
        reader.end = outerEnd;
      }
      reader.at = bytesEnd;
    }
    locations.add(id, address, firstLine);
  }

  #readLine(locations: LocationTable): void {
    const reader = this.#reader;
    let called: Int = 0;
    let line: Int = 0;
    for (let field = this.#next(); field >= 0; field = this.#next()) {
      if (this.#bytesEnd >= 0) reader.at = this.#bytesEnd;
      else if (field === 1) called = reader.unsigned();
      else if (field === 2) line = reader.signed();
    }
    locations.addLine(called, line);
  }

  #readFunction(): void {
    const reader = this.#reader;
    let id: Int = 0;
    let name: Int = 0;
    let systemName: Int = 0;
    let filename: Int = 0;
    let startLine: Int = 0;
    for (let field = this.#next(); field >= 0; field = this.#next()) {
      if (this.#bytesEnd >= 0) reader.at = this.#bytesEnd;
      else if (field === 1) id = reader.unsigned();
      else if (field === 2) name = reader.signed();
      else if (field === 3) systemName = reader.signed();
      else if (field === 4) filename = reader.signed();
      else if (field === 5) startLine = reader.signed();
    }
    this.#message.functions.add(id, name, systemName, filename, startLine);
  }
}
