// Charts with a shared time range and crosshair. Beside each is its value at the crosshair, or the last value.
import React, { useCallback, useMemo, useRef, useState } from 'react';
import type { EventMark } from '../live/events.ts';
import { lastValue } from '../live/read-series.ts';
import { cleanText, formatClock, formatMoment } from '../words.ts';
import { Plot } from './Plot.tsx';
import type { PlotMarks } from './plot.ts';
import { findNearest, knownRange, type Line, type Track } from './track.ts';
import { useWidth } from './use-width.ts';

interface ChartsProps {
  readonly tracks: readonly Track[];
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly events: readonly EventMark[];
  readonly band: { readonly fromMs: number; readonly toMs: number } | null;
  readonly painted: string;
  readonly onSelect: (fromMs: number, toMs: number) => void;
  readonly onReset: () => void;
  readonly onOpen: (id: string) => void;
}

export function Charts(props: ChartsProps): React.JSX.Element {
  const { tracks, range, events, band, painted, onSelect, onReset, onOpen } = props;
  const measured = useRef<HTMLDivElement>(null);
  const width = useWidth(measured);
  const [cursorMs, setCursorMs] = useState<number | null>(null);
  const [stepMs, setStepMs] = useState<number | null>(null);
  const [anchorMs, setAnchorMs] = useState<number | null>(null);
  const frame = useRef(0);
  const marks = useMemo<PlotMarks>(() => ({ events, band }), [events, band]);
  const follow = useCallback((atMs: number | null) => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => setCursorMs(atMs));
  }, []);

  const drawn = tracks.filter(({ missing }) => missing === undefined);
  const missing = tracks.filter((track) => track.missing !== undefined);
  const lastDrawn = drawn.findLastIndex(({ empty }) => empty === '');
  const known = knownRange(tracks);
  const times = (tracks.find((track) => track.timesMs.length > 0)?.timesMs ?? []).filter(
    (atMs) => known !== undefined && atMs >= known.fromMs && atMs <= known.toMs,
  );
  // There is nothing to compare before the first sample.
  const select = (fromMs: number, toMs: number) => {
    const [from, to] =
      known === undefined ? [fromMs, toMs] : [Math.max(fromMs, known.fromMs), Math.min(toMs, known.toMs)];
    if (from < to) onSelect(from, to);
  };
  const release = () => {
    setAnchorMs(null);
    setCursorMs(null);
    setStepMs(null);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const move = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (move !== 0 && times.length > 0) {
      const at = cursorMs === null ? times.length - 1 : findNearest(times, cursorMs);
      const next = times[Math.max(0, Math.min(times.length - 1, at + move * (event.shiftKey ? 10 : 1)))] ?? null;
      setCursorMs(next);
      setStepMs(next);
    } else if (event.key === 'Enter' && cursorMs !== null && event.target === event.currentTarget) {
      if (anchorMs === null) setAnchorMs(cursorMs);
      else {
        setAnchorMs(null);
        if (anchorMs !== cursorMs) select(Math.min(anchorMs, cursorMs), Math.max(anchorMs, cursorMs));
      }
    } else if (event.key === 'Escape') {
      release();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section
      className={`charts${tracks.some(({ lines }) => lines.some(({ target = '' }) => target !== '')) ? ' charts-of-many' : ''}`}
      aria-label="Charts over time. Arrow keys move the crosshair, Enter marks two moments to compare, Escape lets go."
      // Arrow keys move through all charts together.
      tabIndex={0}
      onKeyDown={onKeyDown}
      onMouseLeave={() => follow(null)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) release();
      }}
    >
      {drawn.map((track, index) => (
        <div className="track" key={track.id}>
          <Gutter track={track} cursorMs={cursorMs} onOpen={onOpen} />
          <div className="track-plot" ref={index === 0 ? measured : undefined}>
            {track.empty === '' ? (
              <Plot
                track={track}
                isLast={index === lastDrawn}
                width={width}
                range={range}
                marks={marks}
                painted={painted}
                cursorMs={stepMs}
                onCursor={follow}
                onSelect={select}
                onReset={onReset}
              />
            ) : (
              <p className="track-empty">{track.empty}</p>
            )}
          </div>
        </div>
      ))}
      {missing.map(({ id, title, missing: reason }) => (
        <p key={id} className="track-missing">
          <strong>{title}</strong> {reason}
        </p>
      ))}
      <p className="charts-foot">
        <span>{cursorMs === null ? 'Drag across a chart to compare two moments' : formatMoment(cursorMs)}</span>
        {anchorMs === null ? null : <span> · from {formatClock(anchorMs)}: move on and press Enter</span>}
        {describeEvent(events, cursorMs, range)}
      </p>
      <p className="hidden" aria-live="polite">
        {stepMs === null ? '' : describeMoment(tracks, stepMs)}
      </p>
    </section>
  );
}

function Gutter({
  track,
  cursorMs,
  onOpen,
}: {
  readonly track: Track;
  readonly cursorMs: number | null;
  readonly onOpen: (id: string) => void;
}): React.JSX.Element {
  const read = (line: Line) => readAt(track, line, cursorMs);
  const format = (value: number | null) => (value === null ? '–' : (track.formatFigure ?? track.format)(value));
  const [only] = track.lines;
  if (track.lines.length > 1 || track.id === 'stacks') {
    return (
      <div className="gutter">
        <h2>{track.title}</h2>
        <ul className="legend">
          {track.lines.map((line) => (
            <li key={line.id}>
              <button
                type="button"
                className="legend-line"
                disabled={!line.id.includes('|')}
                title={nameLine(line).join(' · ')}
                onClick={() => onOpen(line.id)}
              >
                <i className={`swatch ${line.colour.slice(2)}`} />
                <bdi className="legend-name">{shortName(line.name)}</bdi>
                {line.target ? <bdi className="legend-target">{cleanText(line.target)}</bdi> : null}
                <span className="number">{format(read(line))}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <div className="gutter">
      <h2>{track.title}</h2>
      <p className="figure number">{only === undefined ? '–' : format(read(only))}</p>
    </div>
  );
}

function readAt(track: Track, line: Line, cursorMs: number | null): number | null {
  if (cursorMs === null) return lastValue(line.values);
  return line.values[findNearest(track.timesMs, cursorMs)] ?? null;
}

function nameLine({ name, target = '', detail }: Line): readonly string[] {
  return [name, target, detail].filter((text) => text !== '').map(cleanText);
}

function shortName(name: string): string {
  const clean = cleanText(name);
  return clean.slice(clean.lastIndexOf('/') + 1);
}

function describeEvent(
  events: readonly EventMark[],
  cursorMs: number | null,
  range: { readonly fromMs: number; readonly toMs: number },
): React.JSX.Element | null {
  if (cursorMs === null) return null;
  const near = (range.toMs - range.fromMs) / 100;
  const event = events.find(({ atMs }) => Math.abs(atMs - cursorMs) < near);
  return event === undefined ? null : <span className="event"> · {cleanText(event.title)}</span>;
}

function describeMoment(tracks: readonly Track[], atMs: number): string {
  const figures = tracks.flatMap((track) =>
    track.lines.slice(0, 3).flatMap((line) => {
      const value = readAt(track, line, atMs);
      return value === null ? [] : [`${nameLine({ ...line, detail: '' }).join(' ')} ${track.format(value)}`];
    }),
  );
  return `${formatClock(atMs)}: ${figures.join(', ')}`;
}
