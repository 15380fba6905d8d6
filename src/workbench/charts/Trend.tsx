// A small chart of one stack without text.
import React, { useMemo, useRef } from 'react';
import type { SeriesSet } from '../live/read-series.ts';
import { cleanText, formatShort } from '../words.ts';
import { Plot } from './Plot.tsx';
import type { Track } from './track.ts';
import { useWidth } from './use-width.ts';

const noMarks = { events: [], band: null };
const nothing = () => {};

export function Trend({ set, painted }: { readonly set: SeriesSet; readonly painted: string }): React.JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const track = useMemo<Track>(
    () => ({
      id: 'trend',
      title: '',
      height: 110,
      timesMs: set.timesMs,
      lines: set.series.map((one, index) => ({ ...one, colour: `--line-${(index % 7) + 1}` })),
      format: formatShort,
      empty: '',
    }),
    [set],
  );
  const known = set.timesMs.filter((_, at) => set.series.some(({ values }) => typeof values[at] === 'number'));
  const [first, last] = [known[0], known.at(-1)];
  return (
    <div ref={place} className="trend">
      {first === undefined || last === undefined ? (
        <p className="muted">No sample of it is kept yet.</p>
      ) : (
        <Plot
          track={track}
          isLast
          width={width}
          range={{ fromMs: first, toMs: Math.max(last, first + 1_000) }}
          marks={noMarks}
          painted={painted}
          cursorMs={null}
          onCursor={nothing}
          onSelect={nothing}
          onReset={nothing}
        />
      )}
      {track.lines.length > 1 ? (
        <p className="trend-legend">
          {track.lines.map(({ id, detail, colour }) => (
            <span key={id}>
              <i className={`swatch ${colour.slice(2)}`} /> {cleanText(detail)}
            </span>
          ))}
        </p>
      ) : null}
    </div>
  );
}
