// Reads labels from history files, where they are stored as the keys of core/labels.
import { parseLabelsKey, type Labels } from '../../../core/labels.ts';
import { Damage } from '../columns/byte-reader.ts';

/** Throws Damage. */
export function readLabels(text: string): Labels {
  try {
    return parseLabelsKey(text);
  } catch (error) {
    throw new Damage('Labels cannot be read.', { cause: error });
  }
}
