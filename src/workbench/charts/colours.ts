// Assigns colours to stacks. A stack keeps its colour when ranks change, and frees it when it leaves the chart.

const lineColours = 7;

/** Returns the colour index by id. `before` is the previous assignment, which is kept where possible. */
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
