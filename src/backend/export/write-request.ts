// A batch of points as a request of remote write 1.0: prometheus.WriteRequest in snappy's block format.
//   message WriteRequest { repeated TimeSeries timeseries = 1; }
//   message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
//   message Label { string name = 1; string value = 2; }
//   message Sample { double value = 1; int64 timestamp = 2; }
import { compress } from 'snappyjs';
import { ByteWriter, measureVarint } from './byte-writer.ts';
import { encodeLabels, type Point, type Series } from './series.ts';

/** The NaN that marks a stale series. */
const staleBits = 0x7ff0000000000002n;

export const writeHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};

/** Points of one series must be in order of time. */
export function encodeWriteRequest(points: readonly Point[]): Uint8Array {
  const bySeries = new Map<Series, Point[]>();
  for (const point of points) {
    const known = bySeries.get(point.series);
    if (known === undefined) bySeries.set(point.series, [point]);
    else known.push(point);
  }
  const writer = new ByteWriter(64 * points.length + 64);
  for (const [series, own] of bySeries) {
    const labels = encodeLabels(series);
    const samplesBytes = own.reduce((sum, { atMs }) => sum + 2 + measureSample(atMs), 0);
    writer.byte(0x0a);
    writer.varint(labels.length + samplesBytes);
    writer.raw(labels);
    for (const { value, atMs } of own) {
      writer.byte(0x12);
      writer.varint(measureSample(atMs));
      writer.byte(0x09);
      if (Number.isNaN(value)) writer.fixed64(staleBits);
      else writer.double(value);
      writer.byte(0x10);
      writer.varint(atMs);
    }
  }
  return compress(writer.finish());
}

function measureSample(atMs: number): number {
  return 10 + (atMs < 0 ? 10 : measureVarint(atMs));
}
