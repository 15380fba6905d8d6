// If a sample stores small groups as one sum ("other"), a series without goroutines may have some in that sum.
import { isSingle, makeSingle, type BandColumn } from './points.ts';

/** Returns the column with NaN instead of a zero at each point where `other` is more than 0. */
export function hideUnknown(column: BandColumn, other: BandColumn): BandColumn {
  if (column.level !== undefined && column.level > 0) return column;
  if (isSingle(column) && isSingle(other)) return makeSingle(hide(column.last, other.last));
  return {
    last: hide(column.last, other.last),
    least: hide(column.least, other.most),
    most: hide(column.most, other.most),
  };
}

function hide(values: Float64Array, other: Float64Array): Float64Array {
  return values.map((value, index) => (value === 0 && (other[index] ?? 0) > 0 ? NaN : value));
}
