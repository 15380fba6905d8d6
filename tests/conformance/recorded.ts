// Writes what the Go side reads: frames of every kind, and log lines with every kind of value in them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { encodeFrame } from '../../src/backend/protocol/arrow/encode-frame.ts';
import { formatLine } from '../../src/backend/protocol/log/log-line.ts';
import type { DataFrame, Field } from '../../src/frames/model.ts';

const kinds: readonly Field[] = [
  { name: 'time', type: 'time', values: [1_700_000_000_123.457, null, 0] },
  {
    name: 'number',
    type: 'number',
    values: [1.5, null, Infinity],
    labels: { service: 'shop' },
    config: { unit: 'short' },
  },
  { name: 'string', type: 'string', values: ['größer 🅿', null, ''] },
  { name: 'boolean', type: 'boolean', values: [true, null, false] },
  {
    name: 'enum',
    type: 'enum',
    values: [1, null, 0],
    config: { type: { enum: { text: ['runtime.main', 'main.main'] } } },
  },
  { name: 'json', type: 'json', values: [{ a: [1] }, null, 'text'] },
];

const rows = Array.from({ length: 100_000 }, (_, row) => row);

const frames: Readonly<Record<string, DataFrame>> = {
  kinds: {
    name: 'kinds',
    refId: 'A',
    meta: {
      type: 'table',
      notices: [{ severity: 'warning', text: 'Cut.' }],
      stats: [{ displayName: 'Goroutines', value: 3, unit: 'short' }],
    },
    fields: kinds,
  },
  'no-fields': { fields: [], meta: { type: 'numeric-multi', typeVersion: [0, 1] } },
  'no-rows': { fields: kinds.map((field) => ({ ...field, values: [] })) },
  long: {
    fields: [
      { name: 'number', type: 'number', values: rows.map((row) => (row % 3 === 0 ? null : row)) },
      { name: 'string', type: 'string', values: rows.map(String) },
    ],
  },
};

const logLineCount = 20_000;

/** Fills a folder for the Go side and says how many log lines there are. */
export function writeRecorded(folder: string): number {
  for (const [name, frame] of Object.entries(frames)) writeFileSync(join(folder, `${name}.arrow`), encodeFrame(frame));
  const lines = fc
    .sample(fc.tuple(anyValue, fc.dictionary(fc.string({ unit: 'binary' }), anyValue)), {
      numRuns: logLineCount,
      seed: 1,
    })
    .map(([message, context]) =>
      formatLine('warn', message as string, { ...context, hostile: true, ...reserved }, new Date(0), (text) => text),
    );
  const long = formatLine(
    'warn',
    'x'.repeat(1_000_000),
    { hostile: true, long: 'y'.repeat(1_000_000) },
    new Date(0),
    keep,
  );
  writeFileSync(join(folder, 'hostile.log'), [...lines, long].join(''));
  return lines.length + 1;
}

const keep = (text: string): string => text;
const reserved = { '@message': 1, '@level': null, '@timestamp': [] };
const anyValue = fc.anything({
  maxDepth: 2,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withTypedArray: true,
});
