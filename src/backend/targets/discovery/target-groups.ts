// Reads Prometheus' target groups: `[{ "targets": ["host:port"], "labels": { … } }]`. HTTP SD and file SD share this
// format.
import type { Labels } from '../../../core/labels.ts';
import { readKey, readLabels } from './json.ts';
import { maxEntries, type Found, type FoundList } from './model.ts';
import { createPacer } from './pacer.ts';

export async function readGroups(groups: readonly unknown[]): Promise<FoundList> {
  const pace = createPacer();
  const found: Found[] = [];
  let entries = 0;
  let unreadable = 0;
  for (const group of groups) {
    await pace();
    const targets = readKey(group, 'targets');
    const labels = entries < maxEntries ? readLabels(readKey(group, 'labels')) : {};
    // A group without targets counts as one unreadable entry.
    for (const target of Array.isArray(targets) ? (targets as readonly unknown[]) : [undefined]) {
      if (++entries > maxEntries) continue;
      await pace();
      const one = typeof target === 'string' ? readAddress(target, labels) : undefined;
      if (one === undefined) unreadable++;
      else found.push(one);
    }
  }
  return { found, unreadable, cut: Math.max(0, entries - maxEntries), problem: null };
}

/** Accepts `host`, `host:port` and `[address]:port`. Rejects text that a URL parser would read as more than that. */
function readAddress(text: string, labels: Labels): Found | undefined {
  if (!/^([a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?$/.test(text)) return undefined;
  const scheme = labels['__scheme__'] === 'https' ? 'https' : labels['__scheme__'] === 'http' ? 'http' : undefined;
  const base = `${scheme ?? 'http'}://${text}`;
  if (!URL.canParse(base)) return undefined;
  const metrics = new URL(base);
  const port = /:([0-9]{1,5})$/.exec(text)?.[1];
  const path = labels['__metrics_path__'] ?? '';
  metrics.pathname = path.startsWith('/') ? path : '/metrics';
  return {
    hostname: metrics.hostname,
    port: port === undefined ? undefined : Number(port),
    scheme,
    metrics,
    labels: { ...labels, __address__: text },
  };
}
