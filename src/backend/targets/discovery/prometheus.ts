// Reads the active targets of a Prometheus server (`/api/v1/targets`). Labels after relabelling equal those of its
// series.
import { succeed } from '../../../core/problem.ts';
import type { PrometheusDiscovery } from '../../../core/query/settings-discovery.ts';
import { hostAndPort, pathOn, withPath } from '../../../core/query/settings-url.ts';
import { findAuth } from '../credentials.ts';
import { askServer, notAList } from './ask-server.ts';
import { isObject, readKey, readLabels, readText } from './json.ts';
import { maxEntries, type Discover, type Found } from './model.ts';
import { createPacer } from './pacer.ts';

export const discoverPrometheus: Discover<PrometheusDiscovery> = async (entry, context) => {
  const base = new URL(entry.url.trim());
  const url = withPath(base, `${pathOn(base).replace(/\/+$/, '')}/api/v1/targets`);
  url.search = '?state=active';
  const answer = await askServer(url, { auth: findAuth(context.settings.auth, entry.auth) }, context);
  if (!answer.ok) return answer;
  const targets = readKey(readKey(answer.value, 'data'), 'activeTargets');
  if (!Array.isArray(targets)) return notAList(hostAndPort(url), "Prometheus' list of targets");
  const pace = createPacer();
  const found: Found[] = [];
  const entries = targets.slice(0, maxEntries) as readonly unknown[];
  for (const target of entries) {
    await pace();
    const one = readTarget(target);
    if (one !== undefined) found.push(one);
  }
  const unreadable = entries.length - found.length;
  return succeed({ found, unreadable, cut: targets.length - entries.length, problem: null });
};

function readTarget(target: unknown): Found | undefined {
  const metrics = readScrapeUrl(readText(target, 'scrapeUrl') ?? '');
  if (!isObject(target) || metrics === undefined) return undefined;
  const { hostname, protocol, port } = metrics;
  const scheme = protocol === 'https:' ? 'https' : 'http';
  // Labels from before relabelling serve only for matching. The final values are in `labels`.
  const before = Object.entries(readLabels(readKey(target, 'discoveredLabels'))).filter(([name]) =>
    name.startsWith('__'),
  );
  return {
    hostname,
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
    scheme,
    metrics,
    labels: { ...Object.fromEntries(before), ...readLabels(readKey(target, 'labels')) },
  };
}

function readScrapeUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const usable = url.protocol === 'http:' || url.protocol === 'https:';
  if (!usable || url.hostname === '' || url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  return url;
}
