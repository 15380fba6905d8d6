// Sizes in settings: a number of bytes, or text such as `16MiB`.

const bytesPerUnit: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1_000],
  ['mb', 1_000_000],
  ['gb', 1_000_000_000],
  ['kib', 1_024],
  ['mib', 1_048_576],
  ['gib', 1_073_741_824],
]);

/** Whole bytes; undefined when the value is not a size. Case does not matter. */
export function parseSize(value: string | number): number | undefined {
  const text = String(value).trim();
  let end = 0;
  while (end < text.length && ((text[end] ?? '') >= '0' || text[end] === '.') && (text[end] ?? '') <= '9') end++;
  const unitBytes = bytesPerUnit.get(text.slice(end).trim().toLowerCase());
  const amount = end === 0 ? Number.NaN : Number(text.slice(0, end));
  if (unitBytes === undefined || !Number.isFinite(amount)) return undefined;
  const bytes = Math.round(amount * unitBytes);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** `16 MiB`, `1.5 KiB`, `300 B`, for messages. */
export function formatSize(bytes: number): string {
  for (const [unit, unitBytes] of [
    ['GiB', 1_073_741_824],
    ['MiB', 1_048_576],
    ['KiB', 1_024],
  ] as const) {
    if (bytes >= unitBytes) return `${Math.round((bytes / unitBytes) * 10) / 10} ${unit}`;
  }
  return `${bytes} B`;
}
