// Summaries of folded sections.
import type { Filter } from '../../../core/analysis/model.ts';
import { queryDefaults } from '../../../core/query/defaults.ts';
import type { ParkedQuery } from '../../query.ts';
import { readExact } from '../fields/exact-expression.ts';
import { groupingLabels } from './grouping-words.ts';

export type OptionName = 'groupBy' | 'per' | 'limit' | 'legendFormat' | 'profile' | 'showIgnored';

export function summarizeFilters(filter: Filter): readonly string[] {
  const found = [
    filter.package && `package ${readExact(filter.package) ?? filter.package}`,
    filter.fingerprints?.length && `stack ${filter.fingerprints.join(', ')}`,
    filter.minCount !== undefined && `at least ${filter.minCount}`,
    filter.minGrade && `${filter.minGrade} or worse`,
    filter.creator && `created by ${readExact(filter.creator) ?? filter.creator}`,
    filter.minWaitMinutes !== undefined && `${filter.minWaitMinutes} min parked`,
    ...(filter.labels ?? []).map(({ label, op, value }) => `${label}${op}${value}`),
  ].filter((text) => typeof text === 'string');
  return found.length === 0 ? ['none'] : found;
}

/** The value of each option, set or by default. */
export function summarizeOptions(query: ParkedQuery, names: readonly OptionName[]): readonly string[] {
  return names.flatMap((name) => {
    switch (name) {
      case 'groupBy':
        return [`by ${(query.groupBy ?? queryDefaults.groupBy).map(groupingLabels).join(', ') || 'nothing'}`];
      case 'per':
        return [`per ${(query.per ?? queryDefaults.per).join(', ') || 'nothing'}`];
      case 'limit':
        return [`limit ${query.limit ?? queryDefaults.limit}`];
      case 'legendFormat':
        return query.legendFormat ? [`legend ${query.legendFormat}`] : [];
      case 'profile':
        return query.profile === 'goroutineleak' ? ['leak profile'] : [];
      case 'showIgnored':
        return query.showIgnored ? ['with ignored'] : [];
    }
  });
}
