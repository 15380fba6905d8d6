// Opens the Pyroscope engine from its settings.
import type { PyroscopeHistory } from '../../../core/query/settings-history.ts';
import type { Settings } from '../../../core/query/settings.ts';
import type { HistoryEngine } from '../port.ts';
import type { CallServer } from '../../server-call.ts';
import { createPyroscopeApi, type PyroscopeApi } from './api.ts';
import { createPyroscopeEngine } from './engine.ts';

interface PyroscopeOptions {
  readonly server: Pick<PyroscopeHistory, 'url' | 'tenant'>;
  readonly call: CallServer;
  readonly settings: Pick<Settings, 'ownCode' | 'labelKeys' | 'bounds'>;
  readonly nowMs: () => number;
}

/** An alert rule has 30 s for its whole answer. */
const timeoutMs = 20_000;

export function openPyroscopeApi({ server, call, settings }: Omit<PyroscopeOptions, 'nowMs'>): PyroscopeApi {
  const { url, tenant } = server;
  return createPyroscopeApi({ base: new URL(url), tenant, call, timeoutMs, maxBytes: settings.bounds.historyReply });
}

export function openPyroscope(options: PyroscopeOptions): HistoryEngine {
  const { ownCode, labelKeys, bounds } = options.settings;
  const rules = () => ({ ownCode, labelKeys, groupsLimit: bounds.groupsPerProfile });
  return createPyroscopeEngine({ api: openPyroscopeApi(options), rules, nowMs: options.nowMs });
}
