// Reads columns of an answer with their types. Tolerates columns that other versions add or leave out.
import type { DataFrame, Field } from '../../frames/model.ts';

export interface FrameReader {
  readonly length: number;
  text(name: string, row: number): string;
  /** Null where the cell is empty. */
  textOrNull(name: string, row: number): string | null;
  /** Null where the cell is empty. */
  number(name: string, row: number): number | null;
  flag(name: string, row: number): boolean;
}

export function openFrame(frame: DataFrame | undefined): FrameReader {
  const columns = new Map<string, Field>((frame?.fields ?? []).map((field) => [field.name, field]));
  const read = (name: string, row: number): unknown => columns.get(name)?.values[row] ?? null;
  const textOrNull = (name: string, row: number) => {
    const value = read(name, row);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    length: frame?.fields[0]?.values.length ?? 0,
    text: (name, row) => textOrNull(name, row) ?? '',
    textOrNull,
    number: (name, row) => {
      const value = read(name, row);
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    },
    flag: (name, row) => read(name, row) === true,
  };
}

export function mapRows<T>(reader: FrameReader, describe: (row: number) => T | undefined): readonly T[] {
  return Array.from({ length: reader.length }, (_, row) => describe(row)).filter((one) => one !== undefined);
}
