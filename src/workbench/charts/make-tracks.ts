// Builds the charts at the top from the backend's answers. A figure without data gets no chart.
import type { PartialOverview } from '../live/overview.ts';
import { noSeries, sumSeries, type Series, type SeriesSet } from '../live/read-series.ts';
import { formatCount } from '../../core/format.ts';
import { formatBytes, formatShort } from '../words.ts';
import type { Line, Track } from './track.ts';

const colours = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6', '--line-7'] as const;

/** Round numbers of bytes: 1 KiB to 1 TiB. */
const binarySteps = Array.from({ length: 31 }, (_, power) => 1_024 * 2 ** power);

/** `colourOf`: the index of a stack's colour. */
export function makeTracks(
  { trend, figures, total: all, stacks: now }: Pick<PartialOverview, 'trend' | 'figures' | 'total' | 'stacks'>,
  colourOf: (id: string) => number,
  targets = 1,
): readonly Track[] {
  const set = trend?.value ?? noSeries;
  const process = figures?.value ?? noSeries;
  const goroutines = process.series.find(({ id }) => id === 'goroutines');
  const waiting = trend === undefined;
  // The top of the page already shows the problem.
  const isUnread = (now?.problem ?? '') !== '';
  const trendProblem = trend?.problem ?? '';
  const everyone = alignTo(set.timesMs, all?.value ?? noSeries);
  const total: Track = {
    id: 'total',
    title: nameSum('Goroutines', goroutines === undefined ? targets : Number(goroutines.detail)),
    height: 74,
    // The sum of the lines by stack; without one, the number that the process reports.
    ...(everyone === undefined && goroutines !== undefined && process.timesMs.length > 0
      ? { timesMs: process.timesMs, lines: [draw(goroutines, 'Goroutines', '--line-total')] }
      : {
          timesMs: set.timesMs,
          lines: [
            {
              id: 'total',
              name: 'Goroutines',
              detail: '',
              colour: '--line-total',
              values: everyone ?? sumSeries(set),
            },
          ],
        }),
    format: formatShort,
    formatFigure: formatCount,
    empty: trendProblem !== '' && goroutines === undefined ? trendProblem : waiting ? ' ' : '',
  };
  const stacks: Track = {
    id: 'stacks',
    title: 'By stack',
    height: 168,
    timesMs: set.timesMs,
    lines: [
      ...set.series.map((one) => ({
        ...one,
        colour: one.id === 'other' ? '--line-other' : (colours[colourOf(one.id)] ?? '--line-1'),
      })),
      ...drawLeftOut(set, everyone),
    ],
    format: formatShort,
    formatFigure: formatCount,
    empty: trendProblem !== '' ? trendProblem : waiting ? ' ' : '',
  };
  const tracks = [
    total,
    stacks,
    { ...figureTrack('resident', 'Memory', '--line-memory', formatBytes), steps: binarySteps },
    figureTrack('requests', 'Requests per second', '--line-requests', formatShort),
  ];
  return isUnread ? tracks.filter(({ empty, missing }) => empty === '' && missing === undefined) : tracks;

  /** If not all processes are known, the title says how many, because a missing process is not 0. */
  function nameSum(title: string, parts: number): string {
    if (targets < 2) return title;
    return parts < targets ? `${title}, of ${parts} of ${targets} targets` : `${title}, sum of ${targets} targets`;
  }

  function figureTrack(id: string, title: string, colour: string, format: (value: number) => string): Track {
    const series = process.series.find((one) => one.id === id);
    const known = series?.values.some((value) => value !== null) ?? false;
    return {
      id,
      title: known ? nameSum(title, Number(series?.detail ?? 1)) : title,
      height: 58,
      timesMs: process.timesMs,
      lines: series === undefined ? [] : [draw(series, title, colour)],
      format,
      empty: known || figures !== undefined ? '' : ' ',
      ...(known || figures === undefined ? {} : { missing: explainMissing(id, figures.problem) }),
    };
  }
}

/** The ignored goroutines, so that the lines add up to the total. */
function drawLeftOut(set: SeriesSet, everyone: readonly (number | null)[] | undefined): readonly Line[] {
  if (everyone === undefined) return [];
  const shown = sumSeries(set);
  const values = everyone.map((count, at) => {
    const drawn = shown[at] ?? null;
    // The two answers may differ by one sample. A negative difference counts as unknown.
    return count === null || drawn === null || drawn > count ? null : count - drawn;
  });
  if (!values.some((value) => (value ?? 0) > 0)) return [];
  return [{ id: 'ignored', name: 'left out by ignore rules', detail: '', colour: '--line-ignored', values }];
}

/** The values of the first series at these times; undefined if there is none. */
function alignTo(
  timesMs: readonly number[],
  { timesMs: own, series }: SeriesSet,
): readonly (number | null)[] | undefined {
  const [first] = series;
  if (first === undefined) return undefined;
  const known = new Map(own.map((at, index) => [at, first.values[index] ?? null]));
  return timesMs.map((at) => known.get(at) ?? null);
}

function draw(series: Series, name: string, colour: string): Line {
  return { ...series, name, colour };
}

function explainMissing(id: string, problem: string): string {
  if (problem !== '') return problem;
  return id === 'resident'
    ? 'not known: the target serves no process_resident_memory_bytes at /metrics.'
    : 'not known: the target serves no counter of requests at /metrics, or no second sample is there yet.';
}
