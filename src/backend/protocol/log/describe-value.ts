// Converts any value to JSON in bounded space. Log context may contain anything: cycles, getters that throw, a megabyte
// of text.

import type { Redact } from './safe-text.ts';
import { makeSafeText } from './safe-text.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const maxDepth = 4;
const maxEntries = 32;
const maxTextLength = 2 * 1024;

/** Never throws. Texts are passed through `redact`, and control characters are escaped. */
export function describeValue(value: unknown, redact: Redact): Json {
  return describe(value, redact, []);
}

function describe(value: unknown, redact: Redact, parents: readonly object[]): Json {
  switch (typeof value) {
    case 'string':
      return describeText(value, redact);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return describeText(String(value), redact);
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'symbol':
      return describeText(String(value), redact);
    case 'function':
      return '[function]';
    case 'object':
      return value === null ? null : describeObject(value, redact, parents);
  }
}

function describeObject(value: object, redact: Redact, parents: readonly object[]): Json {
  if (parents.includes(value)) return '[circular]';
  if (parents.length >= maxDepth) return '[deeper]';
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    const inside = [...parents, value];
    if (value instanceof Error) return describeError(value, redact, inside);
    if (value instanceof Map) return describeEntries([...value], redact, inside);
    const items = value instanceof Set ? [...value] : value;
    return Array.isArray(items) ? describeItems(items, redact, inside) : describeKeys(value, redact, inside);
  } catch {
    return '[unreadable]';
  }
}

function describeError(error: Error, redact: Redact, parents: readonly object[]): Json {
  const { name, message, stack, cause } = error;
  // The first line of a stack repeats name and message.
  const frames = typeof stack === 'string' ? stack.split('\n').slice(1, 9).join('\n') : '';
  return {
    error: describeText(`${String(name)}: ${String(message)}`, redact),
    ...(frames ? { stack: describeText(frames, redact) } : {}),
    ...(cause === undefined ? {} : { cause: describe(cause, redact, parents) }),
  };
}

function describeItems(items: readonly unknown[], redact: Redact, parents: readonly object[]): Json {
  const kept = items.slice(0, maxEntries).map((item) => describe(item, redact, parents));
  return items.length > maxEntries ? [...kept, `… (${maxEntries} of ${items.length} items)`] : kept;
}

function describeKeys(value: object, redact: Redact, parents: readonly object[]): Json {
  const keys = Object.keys(value);
  const read = (key: string): unknown => {
    try {
      return (value as Readonly<Record<string, unknown>>)[key];
    } catch {
      return '[unreadable]';
    }
  };
  return describeEntries(
    keys.map((key) => [key, read(key)] as const),
    redact,
    parents,
  );
}

function describeEntries(
  entries: readonly (readonly [key: unknown, value: unknown])[],
  redact: Redact,
  parents: readonly object[],
): Json {
  const described: [string, Json][] = [];
  for (const [key, value] of entries.slice(0, maxEntries)) {
    if (value !== undefined) described.push([describeKey(key, redact), describe(value, redact, parents)]);
  }
  if (entries.length > maxEntries) described.push(['…', `${maxEntries} of ${entries.length} entries`]);
  return Object.fromEntries(described);
}

/** Keys that start with `@` are reserved for the host. */
function describeKey(key: unknown, redact: Redact): string {
  const text = typeof key === 'string' ? key : typeof key === 'symbol' ? '[symbol]' : typeof key;
  return describeText(text, redact).replace(/^@+/, '') || '_';
}

function describeText(text: string, redact: Redact): string {
  return makeSafeText(text, maxTextLength, redact);
}
