// Formats counts for messages, the same on every surface.

/** 51001 as `51,001`, rounded to a whole number. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 target`, `1,200 targets`. */
export function formatAmount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${Math.round(count) === 1 ? singular : plural}`;
}
