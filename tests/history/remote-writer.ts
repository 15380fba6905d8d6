// A history on a server of series, for tests that set the clock.
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import type { HistoryEngine } from '../../src/backend/history/port.ts';
import type { Labels } from '../../src/core/labels.ts';
import { succeed } from '../../src/core/problem.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';

interface WriterOptions {
  readonly nowMs: number;
  readonly own: readonly Labels[];
  readonly interval: string;
}

/** Writes to the server and reads from it, with a clock that stands still. */
export function createRemoteWriter(
  server: { readonly url: string; readonly remoteWrite: string },
  { nowMs, own, interval }: WriterOptions,
): HistoryEngine {
  const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url };
  const jsonData = JSON.stringify({ history, sampling: { interval } });
  const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
  const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
  if (!settings.ok) throw new Error(settings.problem.message);
  return openSeriesHistory({
    settings: settings.value,
    collector: 'writer',
    nowMs: () => nowMs,
    flushMs: 20_000,
    wait: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    listTargets: () => Promise.resolve(succeed(own)),
  });
}
