// A chart that is kept while its lines stay the same. New points update it in place.
import React, { useEffect, useLayoutEffect, useRef } from 'react';
import type uPlot from 'uplot';
import { createPlot, toData, type PlotMarks, type PlotWishes } from './plot.ts';
import type { Track } from './track.ts';

interface PlotProps extends Pick<PlotWishes, 'onCursor' | 'onSelect' | 'onReset' | 'range'> {
  readonly track: Track;
  readonly isLast: boolean;
  readonly width: number;
  readonly marks: PlotMarks;
  readonly painted: string;
  /** Position of the crosshair if keys set it; null otherwise. */
  readonly cursorMs: number | null;
}

export function Plot(props: PlotProps): React.JSX.Element {
  const { track, isLast, width, range, painted, cursorMs, marks } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const few = track.timesMs.length < 3;
  const identity = JSON.stringify([
    painted,
    isLast,
    track.height,
    few,
    track.lines.map(({ id, colour }) => [id, colour]),
  ]);

  const isMeasured = width > 0;
  useLayoutEffect(() => {
    if (place.current === null || !isMeasured) return;
    const made = createPlot(place.current, {
      ...latest.current,
      marks: () => latest.current.marks,
      onCursor: (atMs) => latest.current.onCursor(atMs),
      onSelect: (fromMs, toMs) => latest.current.onSelect(fromMs, toMs),
      onReset: () => latest.current.onReset(),
    });
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
    // Other changes update the existing chart.
  }, [identity, isMeasured]);

  useEffect(() => {
    const own = plot.current;
    if (own === null) return;
    if (own.width !== width && width > 0) own.setSize({ width, height: own.height });
    own.batch(() => {
      own.setData(toData(track), false);
      own.setScale('x', { min: range.fromMs / 1_000, max: range.toMs / 1_000 });
    });
  }, [track, range.fromMs, range.toMs, width]);

  useEffect(() => {
    plot.current?.redraw(false, true);
  }, [marks]);

  useEffect(() => {
    const own = plot.current;
    if (own === null || cursorMs === null) return;
    own.setCursor({ left: own.valToPos(cursorMs / 1_000, 'x'), top: 10 });
    return () => own.setCursor({ left: -10, top: -10 }, false);
  }, [cursorMs]);

  return <div ref={place} className="plot" aria-hidden="true" />;
}
