// A flame graph: outermost call on top, each as wide as its number of goroutines. Click or Enter zooms; arrow keys
// move.
import React, { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useWidth } from '../charts/use-width.ts';
import type { FlameRows } from '../model.ts';
import { formatAmount, formatCount } from '../../core/format.ts';
import { cleanText, formatChange } from '../words.ts';
import {
  countLevels,
  findLit,
  findRow,
  followPath,
  layOut,
  moveFrom,
  nameOf,
  pathOf,
  type FlameLayout,
  type Step,
} from './layout.ts';
import { paintFlame, readPalette, rowHeight } from './paint.ts';

interface FlameGraphProps {
  readonly rows: FlameRows;
  /** A flame graph of the stacks to highlight in this one. */
  readonly lit?: FlameRows | undefined;
  readonly painted: string;
  readonly search: string;
  /** At most a third of the screen's height. */
  readonly compact?: boolean;
}

/** Deeper calls scroll, since the height of a canvas is limited. */
const maxLevels = 400;

const arrows: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

export function FlameGraph({ rows, lit, painted, search, compact }: FlameGraphProps): React.JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(place);
  const layout = useMemo(() => layOut(rows), [rows]);
  const litRows = useMemo(() => (lit === undefined ? undefined : findLit(layout, lit)), [layout, lit]);
  // Rows are identified by paths, so that a selection survives new answers.
  const [chosenPath, setChosenPath] = useState<readonly string[]>([]);
  const [hovered, setHovered] = useState(-1);
  const [zoomPath, setZoomPath] = useState<readonly string[]>([]);
  const [isFocused, setIsFocused] = useState(false);
  const palette = useMemo(() => readPalette(painted), [painted]);
  const at = useMemo(() => followPath(layout, zoomPath), [layout, zoomPath]);
  const selected = useMemo(() => followPath(layout, chosenPath), [layout, chosenPath]);
  const setZoomed = (row: number) => setZoomPath(pathOf(layout, row));
  const setSelected = (row: number) => setChosenPath(pathOf(layout, row));
  const view = useMemo(
    () => ({
      from: layout.start[at] ?? 0,
      width: Math.max(rows.value[at] ?? 1, 1e-9),
      selected: isFocused ? selected : -1,
      zoomed: at,
      lit: litRows,
      search: search.toLowerCase(),
    }),
    [layout, rows, at, selected, isFocused, litRows, search],
  );

  const levels = useMemo(() => Math.min(countLevels(layout, view, width), maxLevels), [layout, view, width]);

  useLayoutEffect(() => {
    if (canvas.current !== null && width > 0) paintFlame(canvas.current, width, levels, layout, view, palette);
  }, [width, levels, layout, view, palette]);

  if (rows.level.length === 0) return <p className="muted">No goroutine is here.</p>;

  const find = (event: React.MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const level = Math.floor((event.clientY - box.top) / rowHeight);
    return findRow(layout, level, view.from + ((event.clientX - box.left) / box.width) * view.width);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = arrows[event.key];
    if (step !== undefined) {
      const next = moveFrom(layout, selected, step);
      setSelected(next);
      if (!isInside(layout, view, next)) setZoomed(layout.parent[next] ?? 0);
    } else if (event.key === 'Enter' || event.key === ' ') setZoomed(selected);
    else if (event.key === 'Escape' && at !== 0) setZoomed(0);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const told = hovered >= 0 ? hovered : isFocused ? selected : at;

  return (
    <div className={`flame${compact ? ' flame-compact' : ''}`}>
      <div className="flame-scroll" ref={place}>
        <canvas
          ref={canvas}
          className="flame-canvas"
          style={{ height: levels * rowHeight }}
          tabIndex={0}
          role="application"
          aria-roledescription="flame graph"
          aria-label={`Flame graph of ${rows.compared === undefined ? formatAmount(rows.value[0] ?? 0, 'goroutine') : 'two moments, red where goroutines were added, green where they went away'}. Arrow keys move, Enter zooms, Escape shows all.`}
          onKeyDown={onKeyDown}
          onFocus={() => setIsFocused(true)}
          onBlur={() => setIsFocused(false)}
          onMouseMove={(event) => setHovered(find(event))}
          onMouseLeave={() => setHovered(-1)}
          onClick={(event) => {
            const row = find(event);
            if (row < 0) return;
            setSelected(row);
            setZoomed(row === at ? (layout.parent[row] ?? 0) : row);
          }}
        />
      </div>
      <p className="flame-foot">
        <bdi className="flame-name">{cleanText(nameOf(rows, told))}</bdi>
        <span className="muted number">{describeShare(rows, told)}</span>
        {at === 0 ? null : (
          <button type="button" className="button button-small" onClick={() => setZoomed(0)}>
            Show all
          </button>
        )}
      </p>
      <p className="hidden" aria-live="polite">
        {isFocused ? `${cleanText(nameOf(rows, selected))}, ${describeShare(rows, selected)}` : ''}
      </p>
    </div>
  );
}

function describeShare(rows: FlameRows, row: number): string {
  if (rows.compared !== undefined) {
    const [before, now] = [rows.compared.before[row] ?? 0, rows.compared.now[row] ?? 0];
    return `${formatCount(before)} before, ${formatCount(now)} after (${formatChange(now - before)})`;
  }
  const value = rows.value[row] ?? 0;
  const total = rows.value[0] ?? 0;
  const share = total > 0 ? ` · ${((value / total) * 100).toFixed(1)} %` : '';
  return `${formatAmount(value, 'goroutine')}${share}`;
}

function isInside(layout: FlameLayout, view: { readonly from: number; readonly width: number }, row: number): boolean {
  const from = layout.start[row] ?? 0;
  return from < view.from + view.width && from + (layout.rows.value[row] ?? 0) > view.from;
}
