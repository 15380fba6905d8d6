// Configures uPlot: charts are aligned, share one crosshair, and show marks and a band for the compared times.
import uPlot from 'uplot';
import type { EventMark } from '../live/events.ts';
import { readColour } from '../theme.ts';
import type { Track } from './track.ts';

export interface PlotMarks {
  readonly events: readonly EventMark[];
  readonly band: { readonly fromMs: number; readonly toMs: number } | null;
}

export interface PlotWishes {
  readonly track: Track;
  readonly isLast: boolean;
  readonly width: number;
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly marks: () => PlotMarks;
  readonly onCursor: (atMs: number | null) => void;
  readonly onSelect: (fromMs: number, toMs: number) => void;
  readonly onReset: () => void;
}

const axisWidth = 58;
const axisHeight = 24;
/** Steps between the labels of the time axis, in seconds. Labels do not tell parts of a second. */
const wholeSeconds = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 4, 6, 12].map((hours) => hours * 3_600),
  ...[1, 2, 5, 10].map((days) => days * 86_400),
];
const syncKey = 'workbench';
/** A shorter drag is a click. */
const shortestDrag = 6;

export function createPlot(parent: HTMLElement, wishes: PlotWishes): uPlot {
  const { track, isLast, width, range } = wishes;
  const [ink, line, surface] = [readColour('--ink-3'), readColour('--line-soft'), readColour('--surface')];
  const font = `11px ${readColour('--sans')}`;
  const few = track.timesMs.length < 3;
  const plot = new uPlot(
    {
      width,
      height: track.height + (isLast ? axisHeight : 0),
      // Half of the last tick's label lies beyond the chart.
      padding: [8, 28, isLast ? 0 : 7, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        sync: { key: syncKey, setSeries: false },
        points: { size: 7, width: 2, fill: () => surface },
        bind: {
          dblclick: () => () => {
            wishes.onReset();
            return null;
          },
        },
      },
      scales: {
        x: { time: true, auto: false, min: range.fromMs / 1_000, max: range.toMs / 1_000 },
        y: { range: (_, low, high) => chooseRange(low, high) },
      },
      axes: [
        {
          size: isLast ? axisHeight : 0,
          stroke: ink,
          font,
          // A label with seconds, and room beside it.
          space: 68,
          incrs: wholeSeconds,
          gap: 6,
          grid: { stroke: line, width: 1 },
          ticks: { show: false },
          values: isLast ? formatTicks : () => [],
        },
        {
          size: axisWidth,
          stroke: ink,
          font,
          gap: 8,
          grid: { stroke: line, width: 1 },
          ticks: { show: false },
          // A low chart has room for one label above its zero.
          space: track.height < 100 ? 18 : 28,
          ...(track.steps === undefined ? {} : { incrs: [...track.steps] }),
          values: (_, splits) => splits.map((value) => track.format(value)),
        },
      ],
      series: [
        {},
        ...track.lines.map(({ colour }, index): uPlot.Series => {
          const stroke = readColour(colour);
          const filled = track.lines.length === 1 && index === 0;
          return {
            stroke,
            width: 1.75,
            points: { show: few, size: 5, fill: stroke },
            ...(filled ? { fill: fade(stroke) } : {}),
            spanGaps: false,
          };
        }),
      ],
      hooks: {
        drawAxes: [(own) => drawMarks(own, wishes.marks())],
        setCursor: [
          (own) => {
            const { left, event } = own.cursor;
            // Only the chart under the pointer reports positions; the others follow.
            if (event === undefined && left !== undefined && left >= 0) return;
            wishes.onCursor(left === undefined || left < 0 ? null : own.posToVal(left, 'x') * 1_000);
          },
        ],
        setSelect: [
          (own) => {
            const { left, width: wide } = own.select;
            if (wide < shortestDrag) return;
            const [fromMs, toMs] = [own.posToVal(left, 'x') * 1_000, own.posToVal(left + wide, 'x') * 1_000];
            own.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            wishes.onSelect(fromMs, toMs);
          },
        ],
      },
    },
    toData(track),
    parent,
  );
  listenToTouch(plot, wishes);
  return plot;
}

/**
 * uPlot handles only the mouse. Here a finger selects when it moves sideways, and scrolls the page when it moves up or
 * down.
 */
function listenToTouch(plot: uPlot, { onSelect }: PlotWishes): void {
  let fromPx: number | undefined;
  const at = (event: PointerEvent) => {
    const { left, width } = plot.over.getBoundingClientRect();
    return Math.max(0, Math.min(width, event.clientX - left));
  };
  const clear = () => plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  plot.over.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return;
    fromPx = at(event);
    plot.over.setPointerCapture(event.pointerId);
  });
  plot.over.addEventListener('pointermove', (event) => {
    if (fromPx === undefined || event.pointerType !== 'touch') return;
    const [left, right] = [Math.min(fromPx, at(event)), Math.max(fromPx, at(event))];
    plot.setSelect({ left, top: 0, width: right - left, height: plot.over.clientHeight }, false);
  });
  plot.over.addEventListener('pointerup', (event) => {
    if (fromPx === undefined) return;
    const [left, right] = [Math.min(fromPx, at(event)), Math.max(fromPx, at(event))];
    fromPx = undefined;
    clear();
    if (right - left >= shortestDrag) onSelect(plot.posToVal(left, 'x') * 1_000, plot.posToVal(right, 'x') * 1_000);
  });
  plot.over.addEventListener('pointercancel', () => {
    fromPx = undefined;
    clear();
  });
}

export function toData(track: Track): uPlot.AlignedData {
  return [track.timesMs.map((at) => at / 1_000), ...track.lines.map(({ values }) => [...values])];
}

/** The axis starts at zero, so that small changes look small. */
function chooseRange(low: number | null, high: number | null): uPlot.Range.MinMax {
  const top = high === null || high <= 0 ? 1 : high * 1.1;
  return [Math.min(0, low ?? 0), top];
}

function formatTicks(_: uPlot, splits: number[], __: number, ___: number, stepS: number): string[] {
  return splits.map((at) => {
    const time = new Date(at * 1_000);
    if (stepS >= 86_400) return time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
    return time.toLocaleTimeString('en-GB', stepS < 60 ? {} : { hour: '2-digit', minute: '2-digit' });
  });
}

function drawMarks(plot: uPlot, { events, band }: PlotMarks): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const x = (atMs: number) => plot.valToPos(atMs / 1_000, 'x', true);
  if (band !== null) {
    const [from, to] = [x(band.fromMs), x(band.toMs)];
    ctx.fillStyle = readColour('--band');
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.fillStyle = readColour('--accent');
    for (const at of [from, to]) ctx.fillRect(at - 1, bbox.top, 2, bbox.height);
  }
  ctx.strokeStyle = readColour('--mark');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const { atMs } of events) {
    const at = Math.round(x(atMs)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** A colour of the style sheet with an opacity of one twelfth. */
function fade(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}1f` : 'transparent';
}
