// Reads the fields of protobuf profiles, one after another.
import type { IssueLog } from './issues.ts';
import type { ProfileMessage } from './profile-message.ts';
import { WireError, type WireReader, wireType } from './protobuf-wire.ts';
import { RecordReader } from './record-reader.ts';
import { cost, TooLarge, type TableBudget } from './table-budget.ts';

/**
 * Reads the fields of one profile. One byte reader serves all records; `end` is moved to the end of the innermost one.
 */
export class FieldReader {
  readonly #reader: WireReader;
  readonly #message: ProfileMessage;
  readonly #issues: IssueLog;
  readonly #budget: TableBudget;
  readonly #records: RecordReader;

  constructor(reader: WireReader, message: ProfileMessage, issues: IssueLog, budget: TableBudget) {
    this.#reader = reader;
    this.#message = message;
    this.#issues = issues;
    this.#budget = budget;
    this.#records = new RecordReader(reader, message, budget);
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
        message.sampleTypes.push(this.#records.readValueType());
        return;
      case 2:
        message.samples.push(this.#records.readSample());
        return;
      case 3:
        this.#budget.spend(cost.other, start);
        message.mappings.push(this.#records.readMapping());
        return;
      case 4:
        this.#records.readLocation();
        return;
      case 5:
        this.#budget.spend(cost.function, start);
        this.#records.readFunction();
        return;
      case 6:
        this.#budget.spend(cost.string, start);
        message.strings.add(start, end);
        return;
      case 11:
        message.periodType = this.#records.readValueType();
    }
  }
}
