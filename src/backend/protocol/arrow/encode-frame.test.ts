// Read back with Apache's own reader; Grafana's, in Go, reads the same in tests/conformance.
import {
  Bool,
  Field as ArrowField,
  Float64,
  TimestampNanosecond,
  Uint16,
  Utf8,
  Binary,
  tableFromIPC,
} from 'apache-arrow';
import fc from 'fast-check';
import type { DataFrame, Field } from '../../../frames/model.ts';
import { encodeFrame } from './encode-frame.ts';

const decode = (value: unknown): unknown => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);

function readColumn(frame: DataFrame, index = 0): unknown[] {
  const column = tableFromIPC(encodeFrame(frame)).getChildAt(index);
  return Array.from({ length: column?.length ?? 0 }, (_, row) => decode(column?.get(row)));
}

/** The nanoseconds as stored, before any reader makes milliseconds of them. */
function readNanoseconds(values: readonly (number | null)[]): (bigint | null)[] {
  const column = tableFromIPC(encodeFrame({ fields: [{ name: 't', type: 'time', values }] })).getChildAt(0);
  const stored = column?.data[0]?.values as BigInt64Array;
  return values.map((_, row) => (column?.isValid(row) ? (stored[row] ?? null) : null));
}

test('every column type arrives with its values and its nulls', () => {
  const fields: readonly Field[] = [
    { name: 'number', type: 'number', values: [1.5, null, -0.25] },
    { name: 'string', type: 'string', values: ['chan send', null, 'größer 🅿'] },
    { name: 'boolean', type: 'boolean', values: [true, null, false] },
    { name: 'enum', type: 'enum', values: [65_535, null, 0] },
    { name: 'json', type: 'json', values: [{ a: [1] }, null, 'text'] },
  ];
  const columns = fields.map((_, index) => readColumn({ fields }, index));
  expect(columns).toEqual([
    [1.5, null, -0.25],
    ['chan send', null, 'größer 🅿'],
    [true, null, false],
    [65_535, null, 0],
    ['{"a":[1]}', null, '"text"'],
  ]);
});

test('columns have the types and marks by which Grafana knows them', () => {
  const fields: readonly Field[] = [
    { name: 'time', type: 'time', values: [] },
    { name: 'number', type: 'number', values: [] },
    { name: 'string', type: 'string', values: [] },
    { name: 'boolean', type: 'boolean', values: [] },
    { name: 'enum', type: 'enum', values: [] },
    { name: 'json', type: 'json', values: [] },
  ];
  const { schema } = tableFromIPC(encodeFrame({ fields }));
  const types = [new TimestampNanosecond(), new Float64(), new Utf8(), new Bool(), new Uint16(), new Binary()];
  expect(schema.fields.map(String)).toEqual(
    fields.map(({ name }, index) => String(new ArrowField(name, types[index] ?? new Bool(), true))),
  );
  expect(schema.fields.map((field) => field.metadata.get('tstype'))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    'enum',
    'other',
  ]);
});

test('name, query and meta travel with the frame, labels and config with the field', () => {
  const meta = { type: 'numeric-multi', typeVersion: [0, 1], notices: [{ severity: 'warning', text: 'cut' }] } as const;
  const labels = { service: 'shop', function: 'main.f "quoted"' };
  const config = { unit: 'short', displayNameFromDS: 'shop' };
  const { schema } = tableFromIPC(
    encodeFrame({
      name: 'count',
      refId: 'A',
      meta,
      fields: [{ name: 'Value', type: 'number', values: [1], labels, config }],
    }),
  );
  expect(schema.metadata.get('name')).toBe('count');
  expect(schema.metadata.get('refId')).toBe('A');
  expect(JSON.parse(schema.metadata.get('meta') ?? '')).toEqual(meta);
  const field = schema.fields[0];
  expect(JSON.parse(field?.metadata.get('labels') ?? '')).toEqual(labels);
  expect(JSON.parse(field?.metadata.get('config') ?? '')).toEqual(config);
});

test('times keep their microseconds', () => {
  expect(readNanoseconds([1_700_000_000_123.457, 0, -0.001, -1, 4_102_444_800_000, null])).toEqual([
    1_700_000_000_123_457_000n,
    0n,
    -1_000n,
    -1_000_000n,
    4_102_444_800_000_000_000n,
    null,
  ]);
});

test('every whole microsecond within two centuries is exact', () => {
  const year2200 = 7_258_118_400_000_000;
  fc.assert(
    fc.property(fc.integer({ min: -year2200, max: year2200 }), (microseconds) => {
      const [nanoseconds] = readNanoseconds([microseconds / 1000]);
      expect(nanoseconds).toBe(BigInt(microseconds) * 1000n);
    }),
  );
});

test('a time that nanoseconds cannot say is null', () => {
  expect(readNanoseconds([NaN, Infinity, 1e16, 1])).toEqual([null, null, null, 1_000_000n]);
});

test('numbers keep what doubles have, infinities and not-a-number included', () => {
  const values = [NaN, Infinity, -Infinity, -0, Number.MAX_VALUE, 5e-324];
  expect(readColumn({ fields: [{ name: 'n', type: 'number', values }] })).toEqual(values);
});

test('text of any kind arrives, halves of surrogate pairs replaced', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (values) => {
      expect(readColumn({ fields: [{ name: 's', type: 'string', values }] })).toEqual(values);
    }),
  );
  expect(readColumn({ fields: [{ name: 's', type: 'string', values: ['a\ud800b'] }] })).toEqual(['a\ufffdb']);
});

test('a long column of nulls and values keeps each at its row', () => {
  const values = Array.from({ length: 10_001 }, (_, row) => (row % 3 === 0 ? null : row));
  expect(readColumn({ fields: [{ name: 'n', type: 'number', values }] })).toEqual(values);
  const flags = values.map((value) => value === null || value % 2 === 0);
  expect(readColumn({ fields: [{ name: 'b', type: 'boolean', values: flags }] })).toEqual(flags);
});

test('a frame without fields or without rows is a frame', () => {
  expect(tableFromIPC(encodeFrame({ fields: [], meta: { type: 'numeric-multi' } })).numCols).toBe(0);
  const empty = tableFromIPC(encodeFrame({ fields: [{ name: 's', type: 'string', values: [] }] }));
  expect([empty.numCols, empty.numRows]).toEqual([1, 0]);
});

test('what JSON cannot say in a cell is null', () => {
  expect(readColumn({ fields: [{ name: 'j', type: 'json', values: [undefined, () => 1, 0] }] })).toEqual([
    null,
    null,
    '0',
  ]);
});

test('columns of different lengths and enum indices out of range are refused', () => {
  const uneven: DataFrame = {
    fields: [
      { name: 'a', type: 'number', values: [1] },
      { name: 'b', type: 'number', values: [] },
    ],
  };
  expect(() => encodeFrame(uneven)).toThrow('Field "b" has 0 values where the frame has 1 rows');
  for (const index of [-1, 65_536, 0.5]) {
    expect(() => encodeFrame({ fields: [{ name: 'e', type: 'enum', values: [index] }] })).toThrow(RangeError);
  }
});

test('times of a series are not nullable, since alert rules refuse such a series; those of a table are', () => {
  const fields: readonly Field[] = [
    { name: 'time', type: 'time', values: [1, 2] },
    { name: 'count', type: 'number', values: [3, null] },
  ];
  const nullable = (frame: DataFrame) => tableFromIPC(encodeFrame(frame)).schema.fields.map((field) => field.nullable);
  expect(nullable({ fields, meta: { type: 'timeseries-multi', typeVersion: [0, 1] } })).toEqual([false, true]);
  expect(nullable({ fields, meta: { type: 'table' } })).toEqual([true, true]);
  expect(
    nullable({ fields: [{ name: 'time', type: 'time', values: [1, null] }], meta: { type: 'timeseries-multi' } }),
  ).toEqual([true]);
});
