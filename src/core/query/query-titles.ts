// What the query editor calls each field of a query, for messages. A test compares them with the editor.
export const queryTitles: Readonly<Record<string, string>> = {
  queryType: 'Show',
  targets: 'Targets',
  profile: 'Profile',
  'filter.function': 'Function',
  'filter.package': 'Package',
  'filter.creator': 'Created by',
  'filter.fingerprints': 'Stacks',
  'filter.states': 'State',
  'filter.labels': 'pprof labels',
  'filter.minCount': 'At least',
  'filter.minWaitMinutes': 'Minutes parked',
  'filter.minGrade': 'Suspicion at least',
  groupBy: 'Group by',
  per: 'Per',
  limit: 'Limit',
  showIgnored: 'Show ignored',
  legendFormat: 'Legend',
  inline: 'Pasted dump',
  value: 'Number',
  window: 'Window',
  zeroWhenEmpty: 'Zero when empty',
  baseline: 'Compare with',
  'baseline.ago': 'How long before',
  'baseline.at': 'Moment',
  'baseline.targets': 'Targets to compare with',
  'baseline.name': 'Baseline',
  function: 'Function to show',
};

/**
 * The title of the field that a path such as `filter.states[1]` leads to. The path itself where no field of the editor
 * writes it.
 */
export function nameQueryField(path: string): string {
  const field = path.replace(/\[.*$/, '');
  return queryTitles[field] ?? path;
}
