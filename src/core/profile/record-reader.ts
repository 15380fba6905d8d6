// Reads the records of a protobuf profile: samples, locations, functions and what they hold.
import type { Int } from './int.ts';
import type { LabelMessage, MappingMessage, SampleMessage, ValueType } from './profile-message.ts';
import type { Tables } from './profile-tables.ts';
import { type WireReader, wireType } from './protobuf-wire.ts';
import { cost, type TableBudget } from './table-budget.ts';

const nothing: readonly never[] = [];

/** Each method reads one record, from the reader's place to its `end`. Locations and functions go into the tables. */
export class RecordReader {
  readonly #reader: WireReader;
  readonly #tables: Tables;
  readonly #budget: TableBudget;

  constructor(reader: WireReader, tables: Tables, budget: TableBudget) {
    this.#reader = reader;
    this.#tables = tables;
    this.#budget = budget;
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

  readValueType(): ValueType {
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

  readSample(): SampleMessage {
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

  readMapping(): MappingMessage {
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

  readLocation(): void {
    const reader = this.#reader;
    const { locations } = this.#tables;
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

  #readLine(locations: Tables['locations']): void {
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

  readFunction(): void {
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
    this.#tables.functions.add(id, name, systemName, filename, startLine);
  }
}
