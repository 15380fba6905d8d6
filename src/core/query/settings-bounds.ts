// The bounds in force: the defaults of core/limits.ts, changed by the data source's `bounds`, and capped by the
// administrator in the plugin's section of grafana.ini.
import * as v from 'valibot';
import type { Labels } from '../labels.ts';
import { defaultBounds, limits, type Bounds, type LimitName } from '../limits.ts';
import { succeed, type Result } from '../problem.ts';
import { parseDuration } from './duration.ts';
import { amount, definePart, text } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { parseSize } from './settings-size.ts';
import { dayMs } from '../agreed-times.ts';

interface BoundSettings {
  /** The bounds in force: defaults, overridden by `bounds`, capped by grafana.ini. Keyed as in core/limits.ts. */
  readonly bounds: Bounds;
  /** grafana.ini allows targets at link-local and cloud metadata addresses (`allow_link_local = true`). */
  readonly allowLinkLocal: boolean;
}

/** Timers count in 31 bits, and no bounded time here exceeds a day. */
const longestMs = dayMs;

const limitNames = Object.keys(limits) as LimitName[];
const settableNames = limitNames.filter((name) => !limits[name].fixed);

/**
 * `max_<name>` in `pluginConfig` caps `<name>`, written as `max_fetchTimeout` or `max_fetch_timeout`, since Grafana
 * passes keys in capitals. A bound above its cap is lowered to it.
 */
export function readBounds(wanted: Readonly<Record<string, string | number>>, pluginConfig: Labels): Result<Bounds> {
  const bounds: Record<LimitName, number> = { ...defaultBounds };
  for (const [key, value] of Object.entries(wanted)) {
    const field = `bounds.${key}`;
    const name = limitNames.find((candidate) => candidate === key);
    if (name === undefined) {
      return failSetting(
        field,
        `${field} is not a bound that Parked knows. Those that can be set are ${settableNames.join(', ')}.`,
      );
    }
    if (limits[name].fixed) {
      return failSetting(field, `${field} cannot be set: it is fixed, because ${limits[name].why}. Remove it.`);
    }
    const amount = readAmount(name, value, field);
    if (!amount.ok) return amount;
    bounds[name] = amount.value;
  }
  for (const [key, value] of Object.entries(pluginConfig)) {
    if (!key.startsWith('max_')) continue;
    const name = settableNames.find((candidate) => candidate.toLowerCase() === flatten(key.slice('max_'.length)));
    if (name === undefined) continue;
    const cap = readAmount(name, value, `${key} in grafana.ini`);
    if (!cap.ok) return cap;
    bounds[name] = Math.min(bounds[name], cap.value);
  }
  return succeed(bounds);
}

export const boundsPart = definePart({
  entries: { bounds: v.nullish(v.record(text, amount, 'must be an object.'), {}) },
  read({ bounds }, { pluginConfig }): Result<BoundSettings> {
    const read = readBounds(bounds, pluginConfig);
    if (!read.ok) return read;
    const allowLinkLocal = pluginConfig['allow_link_local']?.trim().toLowerCase() === 'true';
    return succeed({ bounds: read.value, allowLinkLocal });
  },
});

const flatten = (key: string): string => key.replaceAll('_', '').toLowerCase();

function readAmount(name: LimitName, value: string | number, field: string): Result<number> {
  const { unit } = limits[name];
  switch (unit) {
    case 'ms': {
      const durationMs = typeof value === 'string' ? parseDuration(value) : undefined;
      if (durationMs === undefined) return failSetting(field, `${field} must be a duration, such as "10s" or "1m30s".`);
      if (durationMs > longestMs) return failSetting(field, `${field} must be at most 24h.`);
      const least = name === 'freshness' || name === 'backoff' ? 0 : 1;
      if (durationMs < least) return failSetting(field, `${field} must be at least 1ms.`);
      return succeed(durationMs);
    }
    case 'bytes': {
      const bytes = parseSize(value);
      if (bytes === undefined)
        return failSetting(field, `${field} must be a size, such as "16MiB" or a number of bytes.`);
      if (bytes < 1) return failSetting(field, `${field} must be at least 1 byte.`);
      return succeed(bytes);
    }
    case 'items': {
      const items = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof items !== 'number' || !Number.isSafeInteger(items) || items < 1) {
        return failSetting(field, `${field} must be a whole number of at least 1.`);
      }
      return succeed(items);
    }
  }
}
