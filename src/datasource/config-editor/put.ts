// Changes settings and removes keys without content, because an empty field means the default.

/** A copy with `key` set, or without it if the value is undefined, empty or an empty list. */
export function put<T extends object, K extends keyof T>(object: T, key: K, value: T[K] | undefined): T {
  const copy = { ...object };
  if (isNothing(value)) delete copy[key];
  else copy[key] = value as T[K];
  return copy;
}

/** A copy without null values. In provisioned settings null means the default. */
export function dropNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map((one: unknown) => dropNulls(one)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, dropNulls(one as unknown)])) as T;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Returns whole numbers as numbers and other text unchanged, so that it can be corrected. */
export function readAmount(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : text;
}
