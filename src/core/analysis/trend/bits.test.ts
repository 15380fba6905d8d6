import fc from 'fast-check';
import { BitReader, BitWriter, maxCount, NumberBits } from './bits.ts';

const numbers = new NumberBits();

const written = fc.oneof(
  fc.record({ kind: fc.constant('bits' as const), value: fc.integer({ min: 0, max: 0xffff }) }),
  fc.record({ kind: fc.constant('count' as const), value: fc.oneof(fc.nat(9), fc.nat(300), fc.nat(maxCount)) }),
  fc.record({ kind: fc.constant('delta' as const), value: fc.integer({ min: -(2 ** 28), max: 2 ** 28 }) }),
  fc.record({ kind: fc.constant('float' as const), value: fc.float() }),
  fc.record({ kind: fc.constant('double' as const), value: fc.double() }),
);

test('numbers come back in the order they were written', () => {
  const writer = new BitWriter(numbers);
  fc.assert(
    fc.property(fc.array(written, { maxLength: 300 }), fc.integer({ min: 1, max: 16 }), (row, bits) => {
      for (const { kind, value } of row) {
        if (kind === 'bits') writer.writeBits(value & (2 ** bits - 1), bits);
        else if (kind === 'count') writer.writeCount(value);
        else if (kind === 'delta') writer.writeDelta(value);
        else if (kind === 'float') writer.writeFloat(value);
        else writer.writeDouble(value);
      }
      const reader = new BitReader(writer.finish(), numbers);
      for (const { kind, value } of row) {
        if (kind === 'bits') expect(reader.readBits(bits)).toBe(value & (2 ** bits - 1));
        else if (kind === 'count') expect(reader.readCount()).toBe(value);
        else if (kind === 'delta') expect(reader.readDelta()).toBe(value);
        else if (kind === 'float') expect(reader.readFloat()).toBe(value);
        else expect(reader.readDouble()).toBe(value);
      }
    }),
  );
});

test('small numbers take little room', () => {
  const writer = new BitWriter(numbers);
  for (let index = 0; index < 160; index++) writer.writeCount(0);
  expect(writer.finish()).toHaveLength(10);
});
