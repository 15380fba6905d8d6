// A bounded FIFO queue of points to write. If the server is away for long, the oldest points are dropped and counted.
import type { Point, Series } from './series.ts';

interface PointQueue {
  /** Sequence numbers, starting at 0 and never reused: `first` is the oldest queued point, `end` follows the newest. */
  readonly first: number;
  readonly end: number;
  add(points: readonly Point[]): void;
  /** Returns at most this many of the oldest points. */
  peek(maxPoints: number): readonly Point[];
  /** Removes the points before this number. */
  advance(to: number): void;
}

/**
 * `endOf` says where the points end that were added together with this one. They are dropped together, because half a
 * sample would say that the other half were 0. Calls `onOverflow` with the number of dropped points.
 */
export function createPointQueue(
  capacity: number,
  endOf: (number: number) => number | undefined,
  onOverflow: (points: number) => void,
): PointQueue {
  // Columnar ring buffers that grow: half a million points take about 16 MiB, and a small queue stays small.
  let size = Math.min(1_024, capacity);
  let series: (Series | undefined)[] = new Array<Series | undefined>(size).fill(undefined);
  let values = new Float64Array(size);
  let times = new Float64Array(size);
  let first = 0;
  let end = 0;

  function resize(wanted: number): void {
    const newSeries = new Array<Series | undefined>(wanted).fill(undefined);
    const newValues = new Float64Array(wanted);
    const newTimes = new Float64Array(wanted);
    for (let number = first; number < end; number++) {
      newSeries[number % wanted] = series[number % size];
      newValues[number % wanted] = values[number % size] ?? NaN;
      newTimes[number % wanted] = times[number % size] ?? NaN;
    }
    [size, series, values, times] = [wanted, newSeries, newValues, newTimes];
  }

  function advance(to: number): void {
    for (; first < Math.min(to, end); first++) series[first % size] = undefined;
    if (first === end && size > 65_536) resize(1_024);
  }

  return {
    get first() {
      return first;
    },
    get end() {
      return end;
    },
    add: (points) => {
      for (const point of points) {
        if (end - first === size) {
          if (size < capacity) resize(Math.min(size * 2, capacity));
          else {
            const before = first;
            // The points that are being added have no end yet.
            advance(endOf(first) ?? first + 1);
            onOverflow(first - before);
          }
        }
        const place = end % size;
        series[place] = point.series;
        values[place] = point.value;
        times[place] = point.atMs;
        end++;
      }
    },
    peek: (maxPoints) => {
      const points: Point[] = [];
      for (let number = first; number < Math.min(end, first + maxPoints); number++) {
        const one = series[number % size];
        if (one) points.push({ series: one, value: values[number % size] ?? NaN, atMs: times[number % size] ?? 0 });
      }
      return points;
    },
    advance,
  };
}
