// A stack keeps its colour when ranks change: colours are given out once, and taken back when a stack leaves the chart.

export const lineColours = 7;

/** Index of the colour by id; `before`, what was given out for the last picture, where it holds still. */
export function assignColours(
  before: ReadonlyMap<string, number>,
  ids: readonly string[],
): ReadonlyMap<string, number> {
  if (ids.length === before.size && ids.every((id) => before.has(id))) return before;
  const kept = new Map(ids.flatMap((id) => (before.has(id) ? [[id, before.get(id) ?? 0] as const] : [])));
  const taken = new Set(kept.values());
  const free = Array.from({ length: lineColours }, (_, index) => index).filter((index) => !taken.has(index));
  return new Map(ids.map((id) => [id, kept.get(id) ?? free.shift() ?? 0]));
}
