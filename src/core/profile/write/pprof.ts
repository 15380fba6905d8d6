// Writes a profile for `go tool pprof` (perftools.profiles.Profile), uncompressed.
import type { Frame } from '../model.ts';
import type { WrittenProfile } from './model.ts';
import { WireWriter } from './wire-writer.ts';

// Numbers of the message's fields.
const profileField = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  stringTable: 6,
  timeNanos: 9,
  periodType: 11,
  period: 12,
  comment: 13,
} as const;
const valueTypeField = { type: 1, unit: 2 } as const;
const sampleField = { locationId: 1, value: 2, label: 3 } as const;
const labelField = { key: 1, str: 2 } as const;
const mappingField = { id: 1, hasFunctions: 7, hasFilenames: 8, hasLineNumbers: 9, hasInlineFrames: 10 } as const;
const locationField = { id: 1, mappingId: 2, line: 4 } as const;
const lineField = { functionId: 1, line: 2 } as const;
const functionField = { id: 1, name: 2, systemName: 3, filename: 4, startLine: 5 } as const;

/** Numbers things from 1 on, each once. */
class Table<T> {
  readonly all: T[] = [];
  readonly #ids = new Map<string, number>();

  id(key: string, thing: T): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.all.push(thing);
    this.#ids.set(key, id);
    return id;
  }
}

/** Writes one sample per stack, one location per frame, and one mapping that marks all names as resolved. */
export function writePprof({ kind, timeMs, stacks, comments }: WrittenProfile): Uint8Array {
  const writer = new WireWriter();
  const strings = new Table<string>();
  const text = (value: string): number => (value === '' ? 0 : strings.id(value, value));
  const functions = new Table<Frame>();
  const locations = new Table<{ readonly functionId: number; readonly line: number }>();
  const locate = (frame: Frame): number => {
    const { function: name, file, line } = frame;
    const functionId = functions.id(`${name}\n${file}`, frame);
    return locations.id(`${functionId} ${line}`, { functionId, line });
  };
  const countType = (inner: WireWriter): void => {
    inner.number(valueTypeField.type, text(kind));
    inner.number(valueTypeField.unit, text('count'));
  };

  writer.message(profileField.sampleType, countType);
  for (const { frames, count, labels } of stacks) {
    writer.message(profileField.sample, (sample) => {
      sample.packed(sampleField.locationId, (frames.length > 0 ? frames : [noFrame]).map(locate));
      sample.packed(sampleField.value, [count]);
      for (const [key, value] of Object.entries(labels)) {
        sample.message(sampleField.label, (label) => {
          label.number(labelField.key, text(key));
          label.number(labelField.str, text(value));
        });
      }
    });
  }
  writer.message(profileField.mapping, (mapping) => {
    mapping.number(mappingField.id, 1);
    for (const field of [mappingField.hasFunctions, mappingField.hasFilenames, mappingField.hasLineNumbers]) {
      mapping.number(field, 1);
    }
    mapping.number(mappingField.hasInlineFrames, 1);
  });
  for (const [index, { functionId, line }] of locations.all.entries()) {
    writer.message(profileField.location, (location) => {
      location.number(locationField.id, index + 1);
      location.number(locationField.mappingId, 1);
      location.message(locationField.line, (inner) => {
        inner.number(lineField.functionId, functionId);
        inner.number(lineField.line, line);
      });
    });
  }
  for (const [index, frame] of functions.all.entries()) {
    writer.message(profileField.function, (inner) => {
      inner.number(functionField.id, index + 1);
      inner.number(functionField.name, text(frame.function));
      inner.number(functionField.systemName, text(frame.function));
      inner.number(functionField.filename, text(frame.file));
      inner.number(functionField.startLine, frame.startLine);
    });
  }
  if (timeMs !== undefined) writer.number(profileField.timeNanos, BigInt(Math.round(timeMs)) * 1_000_000n);
  writer.message(profileField.periodType, countType);
  writer.number(profileField.period, 1);
  writer.packed(profileField.comment, comments.filter((comment) => comment !== '').map(text));
  // The strings come last, since everything before adds to them. Readers accept any order of fields.
  writer.text(profileField.stringTable, '');
  for (const value of strings.all) writer.text(profileField.stringTable, value);
  return writer.finish();
}

const noFrame: Frame = { function: '(no frames)', file: '', line: 0, startLine: 0 };
