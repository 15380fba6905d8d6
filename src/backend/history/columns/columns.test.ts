import fc from 'fast-check';
import { ByteReader, Damage } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readFigureColumn, writeFigureColumn } from './figure-column.ts';
import { readTimes, readWholeColumn, writeTimes, writeWholeColumn } from './whole-column.ts';

const whole = fc.oneof(fc.nat(5), fc.integer({ min: -(2 ** 50), max: 2 ** 50 }));
/** Runs, steps and jumps, as counts have them. */
const moving = fc
  .array(fc.tuple(whole, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 60 })
  .map((runs) => runs.flatMap(([value, times]) => Array<number>(times).fill(value)));

function writeWith(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(1);
  write(writer);
  return writer.finish();
}

describe('a column of whole numbers', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(moving, (values) => {
        const reader = new ByteReader(writeWith((writer) => writeWholeColumn(writer, values)));
        expect([...readWholeColumn(reader, values.length)]).toEqual(values);
        expect(reader.isAtEnd()).toBe(true);
      }),
    );
  });

  it('is one array for all columns that stand at the same value', () => {
    const level = writeWith((writer) => writeWholeColumn(writer, Array(240).fill(17)));
    const levels = new Map<number, Float64Array>();
    const [first, second] = [1, 2].map(() => readWholeColumn(new ByteReader(level), 240, levels));
    expect(second).toBe(first);
    expect([...(first ?? [])]).toEqual(Array(240).fill(17));
  });

  it('takes four bytes for an hour of a level stack', () => {
    expect(writeWith((writer) => writeWholeColumn(writer, Array(240).fill(17)))).toHaveLength(4);
  });

  it('reports bytes that cannot be a column instead of running on', () => {
    const bytes = writeWith((writer) => writeWholeColumn(writer, Array(240).fill(17)));
    expect(() => readWholeColumn(new ByteReader(bytes), 10)).toThrow(Damage);
    expect(() => readWholeColumn(new ByteReader(bytes.subarray(0, 2)), 240)).toThrow(Damage);
    expect(() => readWholeColumn(new ByteReader(new Uint8Array(20).fill(255)), 2)).toThrow(Damage);
  });
});

describe('a column of times', () => {
  it('is read as it was written, also when clocks are set back', () => {
    const times = fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, (values) => {
        const bytes = writeWith((writer) => writeTimes(writer, values));
        expect([...readTimes(new ByteReader(bytes), values.length)]).toEqual(values);
      }),
    );
  });
});

describe('a column of figures', () => {
  const figure = fc.oneof(
    fc.constant(NaN),
    fc.double(),
    fc.nat(1_000_000_000_000),
    fc.nat(100_000_000).map((hundredths) => hundredths / 100),
  );

  it('is read to the last bit as it was written', () => {
    fc.assert(
      fc.property(fc.array(figure, { minLength: 1, maxLength: 40 }), (values) => {
        const column = Float64Array.from(values);
        const bytes = writeWith((writer) => writeFigureColumn(writer, column));
        const read = [...readFigureColumn(new ByteReader(bytes), values.length)];
        expect(read.every((value, index) => Object.is(value, values[index]))).toBe(true);
      }),
    );
  });

  it('writes CPU seconds as whole hundredths', () => {
    const seconds = Float64Array.from({ length: 100 }, (_, index) => Math.round(5000 + index * 7) / 100);
    expect(writeWith((writer) => writeFigureColumn(writer, seconds)).length).toBeLessThan(110);
  });
});
