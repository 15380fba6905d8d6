// Bars of a flame graph have room for a word or two: labels keep the last element of the package and the function.
import type { DataFrame, Field } from '@grafana/data';

/** Names that would become the same stay whole, since a flame graph adds up what has one label. */
export function shortenLabels(frame: DataFrame): DataFrame {
  return { ...frame, fields: frame.fields.map((field) => (field.name === 'label' ? shortenField(field) : field)) };
}

/** An enumeration lists its names separately. */
function shortenField(field: Field): Field {
  const names = field.config.type?.enum?.text;
  if (names === undefined) return { ...field, values: shortenNames(field.values as string[]) };
  return { ...field, config: { ...field.config, type: { enum: { text: shortenNames(names) } } } };
}

/** Names that would become the same stay whole. A text may follow the name. */
export function shortenNames(names: readonly string[]): string[] {
  const wholes = new Map<string, Set<string>>();
  for (const name of names) {
    const short = shortenName(name);
    wholes.set(short, (wholes.get(short) ?? new Set<string>()).add(name));
  }
  return names.map((name) => (wholes.get(shortenName(name))?.size === 1 ? shortenName(name) : name));
}

/** The last element of the package, and the function. */
export const shortenName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
