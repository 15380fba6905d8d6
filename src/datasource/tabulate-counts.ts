// Converts numbers to a table for Explore, which would drop their labels. Alert rules and panels get the numbers
// unchanged.
import type { DataFrame, Field } from '@grafana/data';
import { DataFrameType, FieldType } from '@grafana/data';

/** One table for the numbers of each query: the number, then a column for each label. */
export function tabulateCounts(frames: readonly DataFrame[]): DataFrame[] {
  const isCount = ({ meta, fields }: DataFrame) => meta?.type === DataFrameType.NumericMulti && fields.length > 0;
  return frames.flatMap((frame) => {
    if (!isCount(frame)) return [frame];
    const same = frames.filter((other) => isCount(other) && other.refId === frame.refId);
    return same[0] === frame ? [tabulate(frame, same)] : [];
  });
}

function tabulate(first: DataFrame, same: readonly DataFrame[]): DataFrame {
  const numbers = same.flatMap(({ fields }) => fields.filter(({ type }) => type === FieldType.number));
  const found = new Set(numbers.flatMap(({ labels = {} }) => Object.keys(labels)));
  const names = [...['function', 'state'].filter((name) => found.delete(name)), ...[...found].sort(putFingerprintLast)];
  const count: Field = {
    name: 'count',
    type: FieldType.number,
    config: { displayName: 'Count' },
    values: numbers.map(({ values }) => values[0] as unknown),
  };
  const labels = names.map((name): Field => ({
    name,
    type: FieldType.string,
    config: {},
    values: numbers.map(({ labels: own }) => own?.[name] ?? null),
  }));
  const { type: _type, typeVersion: _typeVersion, ...meta } = first.meta ?? {};
  return {
    ...first,
    fields: [count, ...labels],
    length: numbers.length,
    meta: { ...meta, preferredVisualisationType: 'table' },
  };
}

/** Links need the fingerprint, people do not. */
function putFingerprintLast(a: string, b: string): number {
  return Number(a === 'fingerprint') - Number(b === 'fingerprint');
}
