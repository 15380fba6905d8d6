// The table of history engines, by the type in the settings.
import type { Settings } from '../core/query/settings.ts';
import type { Labels } from '../core/labels.ts';
import { type Result, succeed } from '../core/problem.ts';
import { hostAndPort } from '../core/query/settings-url.ts';
import type { HistorySettings } from '../core/query/settings-history.ts';
import type { EngineChoice } from './history/history-room.ts';
import type { HistoryOptions } from './history/open-history.ts';
import type { HistoryEngine } from './history/port.ts';
import type { RemoteWriteOptions } from './export/remote-write.ts';
import type { DataSourceRef } from './targets/port.ts';

interface EngineSurroundings {
  readonly nowMs: () => number;
  readonly wait: RemoteWriteOptions['wait'];
  /** The current targets of a data source. */
  readonly listTargets: (ref: DataSourceRef) => Promise<Result<readonly Labels[]>>;
}

interface EngineContext extends EngineSurroundings {
  readonly ref: DataSourceRef;
  readonly local: HistoryOptions;
}

type OpenEngine<T extends HistorySettings> = (history: T, context: EngineContext) => Promise<HistoryEngine>;

/** To add an engine, add a folder in `history` and an entry here. */
const engines: { readonly [T in HistorySettings['type']]: OpenEngine<Extract<HistorySettings, { type: T }>> } = {
  embedded: async (_, { local }) => (await import('./history/open-history.ts')).openHistory(local),
  prometheus: async (_, { ref, local, nowMs, wait, listTargets }) => {
    const { instance, settings } = ref;
    const { openSeriesHistory } = await import('./series-history.ts');
    // `flushMs` is short, because the host allows two seconds for the whole shutdown.
    const collector = `grafana-${instance.uid}`;
    const own = () => (hasTargets(settings) ? listTargets(ref) : Promise.resolve(succeed(undefined)));
    const { locateCheckpoints } = await import('./history/open-history.ts');
    const path = locateCheckpoints(local);
    const checkpoints = path === undefined ? undefined : { path, version: local.version };
    return openSeriesHistory({ settings, nowMs, wait, flushMs: 1_000, collector, listTargets: own, checkpoints });
  },
  pyroscope: async (history, { ref, nowMs }) => {
    const { openPyroscope } = await import('./history/pyroscope/open-pyroscope.ts');
    const { createServerCaller } = await import('./server-caller.ts');
    const { settings } = ref;
    const { createCircuitBreaker } = await import('./history/circuit-breaker.ts');
    const host = hostAndPort(new URL(history.url));
    const { call, stalled } = createCircuitBreaker(host, createServerCaller(settings, history.auth));
    return { ...openPyroscope({ server: history, call, settings, nowMs }), stalled };
  },
};

/** Selects the engine of a data source. The engine's settings are the key: other settings mean another history. */
export function chooseEngine(ref: DataSourceRef, surroundings: EngineSurroundings): EngineChoice {
  const { history, auth, sampling, bounds, allowLinkLocal } = ref.settings;
  const isLocal = history.type === 'embedded';
  return {
    key: JSON.stringify(isLocal ? history : [history, auth, sampling, bounds, allowLinkLocal]),
    open: (local) => open(history, { ...surroundings, ref, local }),
  };
}

function open<T extends HistorySettings>(history: T, context: EngineContext): Promise<HistoryEngine> {
  return (engines[history.type] as OpenEngine<T>)(history, context);
}

/** A data source without targets reads what collectors wrote. */
function hasTargets({ url, targets, discovery }: Settings): boolean {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- undefined without a single URL
  return url !== undefined || targets.length > 0 || discovery.length > 0;
}
