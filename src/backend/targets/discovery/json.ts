// JSON from a server that may send anything.
import type { Labels } from '../../../core/labels.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, never one that objects inherit. */
export function readKey(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function readText(value: unknown, key: string): string | undefined {
  const text = readKey(value, key);
  return typeof text === 'string' ? text : undefined;
}

/** The entries that are texts. */
export function readLabels(value: unknown): Labels {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
