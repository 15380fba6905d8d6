// `targets`: processes listed by hand, with their labels and credentials.
import * as v from 'valibot';
import type { Labels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { checkAuth } from './settings-named-auth.ts';
import { describeLabelName, isLabelName } from './settings-label-name.ts';
import { definePart, labels, text } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { readTargetUrl, readPprofRoot } from './settings-url.ts';

/** One entry of `targets`. */
export interface StaticTargets {
  readonly urls: readonly string[];
  readonly labels: Labels;
  readonly auth: string | undefined;
  /** Path or URL of the target's own metrics. */
  readonly metrics: string;
}

const entryShape = v.strictObject(
  {
    urls: v.pipe(
      v.array(text, 'must be a list of URLs, such as ["http://app:6060"].'),
      v.minLength(1, 'must list at least one URL, such as "http://app:6060".'),
    ),
    labels,
    auth: v.nullish(text),
    metrics: v.nullish(text, '/metrics'),
  },
  'must be an object with urls, labels, auth and metrics.',
);

export const targetsPart = definePart({
  entries: { targets: v.nullish(v.array(entryShape, 'must be a list.'), []) },
  read({ targets }, { authNames }): Result<{ readonly targets: readonly StaticTargets[] }> {
    const list: StaticTargets[] = [];
    for (const [index, { urls, labels, auth, metrics }] of targets.entries()) {
      const field = `targets[${index}]`;
      for (const [urlIndex, url] of urls.entries()) {
        const root = readPprofRoot(url, `${field}.urls[${urlIndex}]`);
        if (!root.ok) return root;
      }
      const wrongName = Object.keys(labels).find((name) => !isLabelName(name));
      if (wrongName !== undefined) {
        return failSetting(`${field}.labels`, describeLabelName(`${field}.labels`, wrongName));
      }
      const named = checkAuth(auth, `${field}.auth`, authNames);
      if (!named.ok) return named;
      const metricsUrl = readMetricsUrl(metrics, `${field}.metrics`);
      if (!metricsUrl.ok) return metricsUrl;
      list.push({ urls, labels, auth: named.value, metrics });
    }
    return succeed({ targets: list });
  },
});

/**
 * A path on the target, or a full URL. The URL parser decides, since it reads some paths (`//host`, `/\\host`) as
 * hosts.
 */
function readMetricsUrl(metrics: string, field: string): Result<URL> {
  if (!metrics.startsWith('/')) return readTargetUrl(metrics, field);
  const anyOrigin = 'http://target';
  try {
    const url = new URL(metrics, anyOrigin);
    if (url.origin === anyOrigin) return succeed(url);
  } catch {
    // Refused below, together with the paths that lead to another host.
  }
  return failSetting(field, `${field} must be a path such as /metrics, or a whole URL with http:// or https://.`);
}
