// Short summaries of folded sections.
import { formatDuration } from '../../core/query/duration.ts';
import type { ParkedOptions } from './options.ts';
import { usualIntervalMs, usualRetentionMs } from '../../core/agreed-times.ts';

type Parts = readonly (string | undefined)[];

export const summarize = {
  targets: ({ targets, discovery, auth }: ParkedOptions) =>
    join([many(targets, 'target list'), many(discovery, 'discovery', 'discoveries'), many(auth, 'credential')], 'none'),
  sampling: ({ sampling, history, past }: ParkedOptions) =>
    join(
      [
        sampling?.enabled === false ? 'off' : `every ${sampling?.interval ?? formatDuration(usualIntervalMs)}`,
        `kept ${sampling?.retention ?? formatDuration(usualRetentionMs)}`,
        typeof history === 'object' ? history.type : 'embedded',
        many(past, 'past'),
      ],
      '',
    ),
  code: ({ ownCode, labelKeys, sourceLink, sourceRaw }: ParkedOptions) =>
    join(
      [
        many(ownCode, 'own prefix', 'own prefixes'),
        many(labelKeys, 'label'),
        sourceLink || sourceRaw ? 'source' : undefined,
      ],
      'found by itself',
    ),
  ignore: ({ ignore }: ParkedOptions) =>
    join(
      [
        ignore?.packs === undefined ? 'default packs' : many(ignore.packs, 'pack'),
        many(ignore?.rules, 'rule'),
        ignore?.goleak ? 'goleak' : undefined,
      ],
      'nothing',
    ),
  dumps: ({ dumps }: ParkedOptions) =>
    join([`${dumps?.role ?? 'Editor'} and above`, `pause of at most ${dumps?.maxPause || '250ms'}`], ''),
  process: ({ memoryLimit, goroutineLimit, requestMetric }: ParkedOptions) =>
    join(
      [
        memoryLimit === undefined ? undefined : `${memoryLimit} memory`,
        goroutineLimit === undefined ? undefined : `${goroutineLimit} goroutines`,
        requestMetric,
      ],
      'as the process tells',
    ),
  bounds: ({ bounds, timeout }: ParkedOptions) =>
    join([timeout ? `timeout ${timeout}s` : undefined, many(Object.keys(bounds ?? {}), 'changed')], 'defaults'),
};

function join(parts: Parts, none: string): string {
  return parts.filter((part) => part !== undefined).join(' · ') || none;
}

function many(list: readonly unknown[] | undefined, one: string, more = one === 'changed' ? one : `${one}s`) {
  const count = list?.length ?? 0;
  return count === 0 ? undefined : `${count} ${count === 1 ? one : more}`;
}
