// A query in one line, for places that show queries without their editors.
import { queryDefaults } from '../core/query/defaults.ts';
import { queryTypeTraits } from './query-types.ts';
import type { ParkedQuery } from './query.ts';

/** `Trend · service=shop · function~Put · states chan send` */
export function describeQuery(query: ParkedQuery): string {
  const words = queryTypeTraits[query.queryType ?? queryDefaults.queryType];
  const { filter = {} } = query;
  const parts = [
    words.label,
    ...(query.function ? [query.function] : []),
    ...(query.inline ? ['pasted dump'] : (query.targets ?? []).map(({ label, op, value }) => `${label}${op}${value}`)),
    ...(['function', 'package', 'creator'] as const).flatMap((key) => (filter[key] ? [`${key}~${filter[key]}`] : [])),
    ...(filter.states?.length ? [filter.states.join(', ')] : []),
    ...(filter.fingerprints?.length ? [`stack ${filter.fingerprints.join(', ')}`] : []),
  ];
  return parts.join(' · ');
}
