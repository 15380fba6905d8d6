// An hour of samples in a moment: a server of series is given what Parked wrote first, again for each interval of the
// hour before. Quiet is said only after so much.
import { setTimeout as pause } from 'node:timers/promises';
import { request } from '@playwright/test';
import { seriesServers, type SeriesServer } from '../../support/series-server.ts';

const [, kind] = seriesServers;

/** Why there is none here; undefined where there is one. */
export const missingServer = kind === undefined ? 'there is no server' : kind.missing;

export const startSeriesServer = (): Promise<SeriesServer> => {
  if (kind === undefined) throw new Error('Ask missingServer first.');
  return kind.start();
};

interface Line {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

/** Waits for the first samples, then repeats them every `intervalMs` of the `spanMs` before. */
export async function repeatInto(server: SeriesServer, spanMs: number, intervalMs: number): Promise<void> {
  for (;;) {
    await server.settle();
    const lines = await readLines(server.url);
    if (lines.some(({ metric }) => metric['__name__'] === 'parked_goroutines')) {
      await writeLines(
        server.url,
        lines.map(({ metric, values, timestamps: [first = 0] }) => {
          const timestamps = Array.from(
            { length: Math.floor(spanMs / intervalMs) },
            (_, index) => first - (index + 1) * intervalMs,
          ).reverse();
          return { metric, values: timestamps.map(() => values[0] ?? 0), timestamps };
        }),
      );
      await server.settle();
      return;
    }
    await pause(500);
  }
}

async function readLines(url: string): Promise<readonly Line[]> {
  const client = await request.newContext();
  const response = await client.get(`${url}/api/v1/export`, { params: { 'match[]': '{__name__=~"parked_.*"}' } });
  const text = await response.text();
  await client.dispose();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

async function writeLines(url: string, lines: readonly Line[]): Promise<void> {
  const client = await request.newContext();
  const data = lines.map((line) => JSON.stringify(line)).join('\n');
  const response = await client.post(`${url}/api/v1/import`, { data, headers: { 'content-type': 'text/plain' } });
  if (!response.ok()) throw new Error(`${url} took no series: ${response.status()}`);
  await client.dispose();
}
