// Objects of settings without the keys that say nothing: an empty field is a default, not an empty text.

/** A copy with `key` set; left out when the value is undefined, empty or an empty list. */
export function put<T extends object, K extends keyof T>(object: T, key: K, value: T[K] | undefined): T {
  const copy = { ...object };
  if (isNothing(value)) delete copy[key];
  else copy[key] = value as T[K];
  return copy;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** A whole number as such; other text as it was typed, so that it can be mended and is told what is wrong with it. */
export function readAmount(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : text;
}
