// A row of bars whose heights show counts.

const bars = '▁▂▃▄▅▆▇█';

/**
 * One character per point; a gap is a blank. Bars start at zero, so that a small change of a large count looks small.
 */
export function drawSparkline(points: readonly (number | null)[]): string {
  const highest = points.reduce<number>((most, point) => Math.max(most, point ?? 0), 0);
  return points
    .map((point) => {
      if (point === null) return ' ';
      const level = highest === 0 ? 0 : Math.ceil((point / highest) * bars.length) - 1;
      return bars[Math.max(level, 0)] ?? ' ';
    })
    .join('');
}
