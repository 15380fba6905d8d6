// Stacks in one line each, outermost call first, with their count: what flame graph tools of all kinds take.
import type { StackFrame } from '../../stack/model.ts';

export interface FoldedStack {
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
  readonly count: number;
}

/** `main.main;main.worker;time.Sleep 12`: equal ones are one line, the largest first. Names are the normalised ones. */
export function foldStacks(stacks: Iterable<FoldedStack>): string {
  const counts = new Map<string, number>();
  for (const { frames, count } of stacks) {
    const line =
      frames.length === 0
        ? '(no frames)'
        : frames
            .map(({ name }) => formatName(name))
            .reverse()
            .join(';');
    counts.set(line, (counts.get(line) ?? 0) + count);
  }
  const ranked = [...counts].sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1));
  return ranked.map(([line, count]) => `${line} ${count}\n`).join('');
}

/** A name that holds what separates names would be two. */
function formatName(name: string): string {
  return name.replace(/[;\s]+/g, '_');
}
