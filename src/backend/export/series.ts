// A series with its labels in two encodings: bytes for remote write and text for scraping. Each is computed once,
// because a series has thousands of points.
import type { Labels } from '../../core/labels.ts';
import { replaceUnprintable } from '../../core/printable.ts';
import { formatTargetLabel } from '../../core/metrics/series-names.ts';
import type { FamilyName } from './families.ts';
import { ByteWriter } from './byte-writer.ts';

export interface Series {
  readonly family: FamilyName;
  /** Sorted by name, including `__name__` and without empty values, as remote write requires. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** Empty if the series does not belong to a single stack. */
  readonly fingerprint: string;
  bytes: Uint8Array | undefined;
  text: string | undefined;
}

/** NaN ends the series. */
export interface Point {
  readonly series: Series;
  readonly value: number;
  readonly atMs: number;
}

export function formatTargetLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [formatTargetLabel(name), value]));
}

export function makeSeries(family: FamilyName, labels: Labels): Series {
  const cleaned = Object.entries(labels).map(([name, value]) => [name, replaceUnprintable(value)] as const);
  const named: (readonly [string, string])[] = [['__name__', family], ...cleaned];
  return {
    family,
    labels: named.filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    fingerprint: labels['fingerprint'] ?? '',
    bytes: undefined,
    text: undefined,
  };
}

/** Encodes the labels for remote write: field 1 of a TimeSeries, once per label. */
export function encodeLabels(series: Series): Uint8Array {
  if (series.bytes !== undefined) return series.bytes;
  const writer = new ByteWriter(256);
  for (const [name, value] of series.labels) {
    const label = new ByteWriter(64);
    label.field(1, encoder.encode(name));
    label.field(2, encoder.encode(value));
    writer.field(1, label.finish());
  }
  return (series.bytes = writer.finish());
}

const encoder = new TextEncoder();

/** Formats as `parked_goroutines{service="shop"}`. */
export function formatSeries(series: Series): string {
  if (series.text !== undefined) return series.text;
  const labels = series.labels
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return (series.text = labels.length === 0 ? series.family : `${series.family}{${labels.join(',')}}`);
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
