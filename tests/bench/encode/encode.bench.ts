// How long Grafana's frames take to be written: a hundred panels at once spend their time there. As many small frames
// as a dashboard's series, one frame of many rows, and a flame graph.
import { encodeFrame } from '../../../src/backend/protocol/arrow/encode-frame.ts';
import type { DataFrame, Field } from '../../../src/frames/model.ts';

const rounds = 15;
const startMs = 1_700_000_000_000;

/** What `trend` answers: a frame a group. */
function makeSeries(points: number, number: number): DataFrame {
  const labels = {
    service: `service${number % 50}`,
    function: `github.com/acme/shop/pkg${number}.(*Store).Watch`,
    state: 'chan receive',
    fingerprint: number.toString(16).padStart(16, '0'),
  };
  return {
    name: 'trend',
    refId: 'A',
    fields: [
      { name: 'time', type: 'time', values: Array.from({ length: points }, (_, at) => startMs + at * 15_000) },
      {
        name: 'goroutines',
        type: 'number',
        values: Array.from({ length: points }, (_, at) => (at % 17 === 0 ? null : at + number)),
        labels,
        config: { unit: 'short', displayNameFromDS: labels.function },
      },
    ],
    meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
  };
}

function makeTable(rows: number): DataFrame {
  const fields = Array.from({ length: 12 }, (_, column): Field =>
    column % 3 === 0
      ? { name: `column${column}`, type: 'number', values: Array.from({ length: rows }, (_, row) => row * column) }
      : {
          name: `column${column}`,
          type: 'string',
          values: Array.from({ length: rows }, (_, row) => `main.worker${row}.func${column}`),
        },
  );
  return { name: 'stacks', refId: 'A', fields, meta: { type: 'table' } };
}

function measure(name: string, frames: readonly DataFrame[]): void {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    bytes = 0;
    for (const frame of frames) bytes += encodeFrame(frame).length;
    const { user, system } = process.cpuUsage(started);
    times.push((user + system) / 1_000);
  }
  times.sort((a, b) => a - b);
  const median = times[rounds >> 1] ?? NaN;
  const [best = NaN] = times;
  console.log(
    `${name}: ${median.toFixed(1)} ms of processor time (best ${best.toFixed(1)} ms), ${bytes.toLocaleString('en')} bytes`,
  );
}

measure(
  '200 series of 61 points',
  Array.from({ length: 200 }, (_, number) => makeSeries(61, number)),
);
measure(
  '500 series of 1 point',
  Array.from({ length: 500 }, (_, number) => makeSeries(1, number)),
);
measure(
  '20 series of 2,000 points',
  Array.from({ length: 20 }, (_, number) => makeSeries(2_000, number)),
);
measure('a table of 5,000 rows and 12 columns', [makeTable(5_000)]);
