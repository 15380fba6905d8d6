// Filters rows: every word must occur in the visible text of a row, in any case.
interface Searchable {
  readonly function: string;
  readonly rawFunction: string;
  readonly location: string;
  readonly state: string;
  readonly fingerprint: string;
  readonly cause: string | null;
  readonly grade?: string | null;
  readonly creator?: string | null;
}

export function filterRows<T extends Searchable>(rows: readonly T[], text: string): readonly T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const hay =
      `${row.function}\n${row.rawFunction}\n${row.location}\n${row.state}\n${row.fingerprint}\n${row.cause ?? ''}\n${row.grade ?? ''}\n${row.creator ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
