// Computes the position of each call of a flame graph, in goroutines and levels.
import { packageOf } from '../../core/causes/names.ts';
import { looksStandard } from '../../core/stack/standard-library.ts';
import type { FlameRows } from '../model.ts';

export interface FlameLayout {
  readonly rows: FlameRows;
  /** By row: left edge in goroutines. */
  readonly start: Float64Array;
  /** By row: the parent; -1 for the root. */
  readonly parent: Int32Array;
  readonly levels: number;
  /** Rows of each level, from left to right. */
  readonly byLevel: readonly (readonly number[])[];
}

export function layOut(rows: FlameRows): FlameLayout {
  const count = rows.level.length;
  const start = new Float64Array(count);
  const parent = new Int32Array(count).fill(-1);
  const byLevel: number[][] = [];
  /** By level: the current row, and the left edge of its next child. */
  const open: number[] = [];
  const next: number[] = [];
  for (let row = 0; row < count; row++) {
    const level = rows.level[row] ?? 0;
    const above = level === 0 ? -1 : (open[level - 1] ?? -1);
    parent[row] = above;
    start[row] = above < 0 ? 0 : (next[level - 1] ?? 0);
    if (above >= 0) next[level - 1] = (start[row] ?? 0) + (rows.value[row] ?? 0);
    open[level] = row;
    next[level] = start[row] ?? 0;
    (byLevel[level] ??= []).push(row);
  }
  return { rows, start, parent, levels: byLevel.length, byLevel };
}

/** The row at a position; -1 if there is none. */
export function findRow({ rows, start, byLevel }: FlameLayout, level: number, at: number): number {
  const line = byLevel[level] ?? [];
  let low = 0;
  let high = line.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = line[middle] ?? 0;
    const from = start[row] ?? 0;
    if (at < from) high = middle - 1;
    else if (at >= from + (rows.value[row] ?? 0)) low = middle + 1;
    else return row;
  }
  return -1;
}

export const steps = ['up', 'down', 'left', 'right'] as const;
export type Step = (typeof steps)[number];

/** The neighbour in a direction; the row itself if there is none. */
export function moveFrom(layout: FlameLayout, row: number, step: Step): number {
  const { parent, byLevel, rows } = layout;
  const level = rows.level[row] ?? 0;
  switch (step) {
    case 'up':
      return Math.max(parent[row] ?? row, 0);
    case 'down':
      // The largest child comes first.
      return (byLevel[level + 1] ?? []).find((one) => parent[one] === row) ?? row;
    case 'left':
    case 'right': {
      const line = byLevel[level] ?? [];
      return line[line.indexOf(row) + (step === 'left' ? -1 : 1)] ?? row;
    }
  }
}

export function nameOf({ names, label }: FlameRows, row: number): string {
  return names[label[row] ?? 0] ?? '';
}

/** Rows of `all` that are also in `part`, a flame graph of some of its stacks. */
export function findLit(all: FlameLayout, part: FlameRows): ReadonlySet<number> {
  const known = new Map<string, number>();
  all.rows.level.forEach((_, row) => known.set(`${all.parent[row]} ${nameOf(all.rows, row)}`, row));
  const lit = new Set<number>();
  const path: number[] = [];
  part.level.forEach((level, row) => {
    const above = level === 0 ? -1 : (path[level - 1] ?? -2);
    const found = known.get(`${above} ${nameOf(part, row)}`) ?? -2;
    path[level] = found;
    if (found >= 0) lit.add(found);
  });
  return lit;
}

/** Levels with visible rows; rows narrower than a pixel are not drawn. */
export function countLevels(
  { rows, start, byLevel }: FlameLayout,
  view: { readonly from: number; readonly width: number },
  pixels: number,
): number {
  const thinnest = view.width / Math.max(pixels, 1);
  let levels = 1;
  for (; levels < byLevel.length; levels++) {
    const isSeen = (byLevel[levels] ?? []).some((row) => {
      const from = Math.max(start[row] ?? 0, view.from);
      const to = Math.min((start[row] ?? 0) + (rows.value[row] ?? 0), view.from + view.width);
      return to - from >= thinnest;
    });
    if (!isSeen) break;
  }
  return levels;
}

/** The names from the root to a row. They identify the row when the graph changes. */
export function pathOf({ rows, parent }: FlameLayout, row: number): readonly string[] {
  const path: string[] = [];
  for (let at = row; at >= 0; at = parent[at] ?? -1) path.unshift(nameOf(rows, at));
  return path;
}

/** The row at the end of a path, or the last existing row on it. */
export function followPath({ rows, parent, byLevel }: FlameLayout, path: readonly string[]): number {
  let at = 0;
  for (const [level, name] of path.entries()) {
    if (level === 0) continue;
    const next = (byLevel[level] ?? []).find((row) => parent[row] === at && nameOf(rows, row) === name);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** An index for the colour of a function's module; -1 for the standard library and names without a package. */
export function hueOf(name: string, hues: number): number {
  const path = packageOf(name);
  if (path === 'main') return 0;
  if (path === '' || looksStandard(path)) return -1;
  const module = path.split('/').slice(0, 3).join('/');
  let hash = 0;
  for (let at = 0; at < module.length; at++) hash = (hash * 31 + module.charCodeAt(at)) >>> 0;
  return hash % hues;
}
