// Writes stacks in the folded format of flame graph tools: one line per stack, outermost call first, with its count.
import type { StackFrame } from '../../stack/model.ts';

interface FoldedStack {
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
  readonly count: number;
}

/**
 * Lines such as `main.main;main.worker;time.Sleep 12`. Equal stacks are one line; the largest come first. Names are
 * normalised.
 */
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

/** Replaces the separator within a name. */
function formatName(name: string): string {
  return name.replace(/[;\s]+/g, '_');
}
