// The approximate memory of a data frame, precise enough to bound how many are kept.
import { perObject } from '../core/per-object.ts';
import type { DataFrame, Field } from './model.ts';

const numberBytes = 8;
/** Bytes of a text besides its characters. */
const textBytes = 16;
const fieldBytes = 200;

/** In bytes, computed once for each frame. */
export const measureFrame: (frame: DataFrame) => number = perObject(({ fields, meta }: DataFrame) => {
  const ofFields = fields.reduce((sum, field) => sum + fieldBytes + measureValues(field), 0);
  return ofFields + JSON.stringify(meta ?? {}).length;
});

function measureValues(field: Field): number {
  switch (field.type) {
    case 'time':
    case 'number':
    case 'enum':
    case 'boolean':
      return numberBytes * field.values.length;
    case 'string':
      return field.values.reduce((sum, text) => sum + textBytes + (text?.length ?? 0), 0);
    case 'json':
      return field.values.reduce<number>((sum, value) => sum + textBytes + JSON.stringify([value]).length, 0);
  }
}
