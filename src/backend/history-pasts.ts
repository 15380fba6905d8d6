// The servers with earlier data about targets, by the type in the settings.
import type { CallServer } from './server-call.ts';
import type { Settings } from '../core/query/settings.ts';
import type { PastSource } from '../core/query/settings-past.ts';
import type { PastReader } from './history/pasts/port.ts';
import type { DataSourceRef } from './targets/port.ts';
import { createServerCaller } from './server-caller.ts';
import { secondMs } from '../core/agreed-times.ts';

/** These reads run in the background, so a long timeout is fine. */
const timeoutMs = 30 * secondMs;

/** To add a type, add a file in `history/pasts` and an entry here. */
const openers: Readonly<Record<PastSource['type'], (past: PastSource, settings: Settings) => Promise<PastReader>>> = {
  prometheus: async ({ url, auth, tenant, match }, settings) => {
    const [{ createApi }, { createPrometheusPast }] = await Promise.all([
      import('./history/prometheus/api.ts'),
      import('./history/pasts/prometheus-past.ts'),
    ]);
    const base = new URL(url);
    const plain = createServerCaller(settings, auth);
    const scope = tenant === undefined ? {} : { 'x-scope-orgid': tenant };
    const call: CallServer = (one, signal) => plain({ ...one, headers: { ...one.headers, ...scope } }, signal);
    const api = createApi({ base, call, timeoutMs, maxBytes: settings.bounds.historyReply });
    return createPrometheusPast(api, base.host, match);
  },
  pyroscope: async ({ url, auth, tenant, match }, settings) => {
    const [{ openPyroscopeApi }, { createPyroscopePast }] = await Promise.all([
      import('./history/pyroscope/open-pyroscope.ts'),
      import('./history/pasts/pyroscope-past.ts'),
    ]);
    const { ownCode, labelKeys, bounds } = settings;
    const call = createServerCaller(settings, auth);
    const api = openPyroscopeApi({ server: { url, tenant }, call, settings });
    return createPyroscopePast(api, match, () => ({ ownCode, labelKeys, groupsLimit: bounds.groupsPerProfile }));
  },
};

export function openPasts({ settings }: DataSourceRef): Promise<readonly PastReader[]> {
  return Promise.all(listPasts(settings).map((past) => openers[past.type](past, settings)));
}

/** The servers named in the settings, and each Prometheus used for discovery, because it scrapes its targets. */
function listPasts({ past, discovery }: Pick<Settings, 'past' | 'discovery'>): readonly PastSource[] {
  const named = new Set(past.map(({ url }) => url));
  const serving = discovery.flatMap((one): readonly PastSource[] => {
    if (one.type !== 'prometheus') return [];
    const url = one.url.replace(/\/+$/, '');
    if (named.has(url)) return [];
    named.add(url);
    return [{ type: 'prometheus', url, auth: one.auth, tenant: undefined, match: [] }];
  });
  return [...past, ...serving];
}
