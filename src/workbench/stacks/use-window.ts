// Computes the visible rows of a long table. The page itself scrolls. All rows have the same height, except the open
// one.
import { useLayoutEffect, useState, type RefObject } from 'react';

interface RowWindow {
  readonly first: number;
  /** Index after the last visible row. */
  readonly end: number;
}

interface RowHeights {
  readonly row: number;
  readonly count: number;
  /** Index of the open row; -1 if none. */
  readonly openAt: number;
  readonly openHeight: number;
}

const overscan = 12;

export function topOf(index: number, { row, openAt, openHeight }: RowHeights): number {
  return index * row + (openAt >= 0 && index > openAt ? openHeight : 0);
}

export function findWindow(heights: RowHeights, fromPx: number, toPx: number): RowWindow {
  const { row, count, openAt, openHeight } = heights;
  const indexAt = (px: number) => {
    if (openAt < 0 || px <= (openAt + 1) * row) return Math.floor(px / row);
    return Math.max(openAt, Math.floor((px - openHeight) / row));
  };
  const first = Math.max(0, indexAt(fromPx) - overscan);
  return { first: Math.min(first, count), end: Math.min(count, Math.max(0, indexAt(toPx) + 1 + overscan)) };
}

export function useRowWindow(element: RefObject<HTMLElement | null>, heights: RowHeights): RowWindow {
  const { row, count, openAt, openHeight } = heights;
  const [shown, setShown] = useState<RowWindow>({ first: 0, end: Math.min(count, 40) });
  useLayoutEffect(() => {
    const measure = () => {
      const top = element.current?.getBoundingClientRect().top ?? 0;
      const next = findWindow({ row, count, openAt, openHeight }, -top, window.innerHeight - top);
      setShown((before) => (before.first === next.first && before.end === next.end ? before : next));
    };
    measure();
    window.addEventListener('scroll', measure, { passive: true });
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('scroll', measure);
      window.removeEventListener('resize', measure);
    };
  }, [element, row, count, openAt, openHeight]);
  return { first: Math.min(shown.first, count), end: Math.min(shown.end, count) };
}
