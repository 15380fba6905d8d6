// Draws a series as a chart of characters, so that a person can look at missed leaks and false alarms.
const columns = 100;
const rows = 10;

export interface Picture {
  add(atS: number, value: number): void;
  /** Means by column; NaN where nothing was sampled. */
  readonly means: () => readonly number[];
}

export function makePicture(lengthS: number): Picture {
  const sums = new Float64Array(columns);
  const samples = new Float64Array(columns);
  return {
    add(atS, value) {
      const column = Math.min(columns - 1, Math.max(0, Math.floor((atS / lengthS) * columns)));
      sums[column]! += value;
      samples[column]!++;
    },
    means: () => Array.from(sums, (sum, column) => (samples[column]! > 0 ? sum / samples[column]! : NaN)),
  };
}

/** The highest value on the left of the first row. */
export function drawChart({ means }: Picture): string {
  const values = means();
  const high = values.reduce((most, value) => (value > most ? value : most), 1);
  const lines = Array.from({ length: rows }, (_, row) => {
    const floor = ((rows - 1 - row) / rows) * high;
    const label = row === 0 ? String(Math.round(high)) : row === rows - 1 ? '0' : '';
    return `${label.padStart(7)} │${values.map((value) => (value > floor ? '█' : ' ')).join('')}`;
  });
  return lines.join('\n');
}
