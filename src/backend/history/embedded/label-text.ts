// Label sets as text: equal sets are equal texts, whatever the order they came in.
import type { Labels } from '../../../core/labels.ts';
import { Damage } from './byte-reader.ts';

/** Empty for no labels. */
export function writeLabels(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length === 0) return '';
  return JSON.stringify(names.sort().map((name) => [name, labels[name]]));
}

/** Throws Damage. */
export function readLabels(text: string): Labels {
  if (text === '') return {};
  try {
    return Object.fromEntries(JSON.parse(text) as [string, string][]);
  } catch (error) {
    throw new Damage('Labels cannot be read.', { cause: error });
  }
}
