// Reads untrusted JSON.
import type { Labels } from '../../../core/labels.ts';
import { replaceUnprintable } from '../../../core/printable.ts';

type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property and never an inherited one. */
export function readKey(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function readText(value: unknown, key: string): string | undefined {
  const text = readKey(value, key);
  return typeof text === 'string' ? text : undefined;
}

/**
 * Reads the string entries as labels. Unprintable characters are replaced, since labels reach terminals, series and
 * JSON.
 */
export function readLabels(value: unknown): Labels {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, replaceUnprintable(text)]] : [],
    ),
  );
}
