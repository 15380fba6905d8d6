// Grafana's own keys for `url`: the address of a single target, and how long a fetch may take.
import * as v from 'valibot';
import type { Labels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { readBounds } from './settings-bounds.ts';
import { describeLabelName, isLabelName } from './settings-label-name.ts';
import { definePart, flag, labels, optionalTexts } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { readPprofRoot } from './settings-url.ts';

interface UrlSettings {
  /** Base URL or pprof root; empty when only `targets` are used. */
  readonly url: string;
  /** Labels of that target: `service` where the host name is not the usual name. */
  readonly urlLabels: Labels;
}

export const urlPart = definePart({
  entries: { labels },
  read({ labels: urlLabels }, { instance }): Result<UrlSettings> {
    const url = instance.url.trim();
    const root = url === '' ? undefined : readPprofRoot(url, 'url');
    if (root?.ok === false) return root;
    const wrongName = Object.keys(urlLabels).find((name) => !isLabelName(name));
    if (wrongName !== undefined) return failSetting('labels', describeLabelName('labels', wrongName));
    return succeed({ url, urlLabels });
  },
});

interface TimeoutSettings {
  /** Time for the whole fetch, from `timeout` in seconds; undefined means the bound `fetchTimeout`. */
  readonly timeoutMs: number | undefined;
}

export const timeoutPart = definePart({
  entries: { timeout: v.nullish(v.union([v.string(), v.number()], 'must be a number of seconds.')) },
  read({ timeout }, { pluginConfig }): Result<TimeoutSettings> {
    const seconds = Number(timeout ?? 0);
    if (!Number.isFinite(seconds) || seconds < 0 || seconds > 3_600) {
      return failSetting(
        'timeout',
        'timeout must be a number of seconds, at most 3600. Leave it empty for the default.',
      );
    }
    // Grafana's form saves 0, or an empty text, for "no value".
    if (seconds === 0) return succeed({ timeoutMs: undefined });
    const capped = readBounds({ fetchTimeout: `${seconds}s` }, pluginConfig);
    return capped.ok ? succeed({ timeoutMs: capped.value.fetchTimeout }) : capped;
  },
});

/** Keys for features that Parked lacks. If they were ignored, requests would be sent in another way than configured. */
export const unsupportedPart = definePart({
  entries: { oauthPassThru: flag, keepCookies: optionalTexts, enableSecureSocksProxy: flag },
  read({ oauthPassThru, keepCookies, enableSecureSocksProxy }): Result<object> {
    if (oauthPassThru) {
      return failSetting(
        'oauthPassThru',
        'oauthPassThru is on, but Parked never forwards identities: one fetch serves everyone who looks. Turn it off ' +
          'and use basic auth, a bearer token or a header.',
      );
    }
    if (keepCookies.length > 0) {
      return failSetting(
        'keepCookies',
        'keepCookies is set, but Parked never forwards cookies: one fetch serves everyone who looks. Empty it.',
      );
    }
    if (!enableSecureSocksProxy) return succeed({});
    return failSetting(
      'enableSecureSocksProxy',
      'enableSecureSocksProxy is on, but Parked connects to targets directly. Turn it off, or run a collector beside the targets.',
    );
  },
});
