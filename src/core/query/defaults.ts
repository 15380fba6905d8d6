// What a query means when a field is left out. Alert rules and provisioned queries never pass the browser, so both
// halves read the defaults here.
import { runtimeFigures, type CompleteQuery } from './model.ts';

export const queryDefaults = {
  version: 1,
  queryType: 'stacks',
  targets: [],
  profile: 'goroutine',
  filter: {},
  groupBy: ['stack'],
  per: ['service'],
  limit: 20,
  showIgnored: false,
  legendFormat: '',
  inline: undefined,
  value: 'count',
  windowMs: undefined,
  zeroWhenEmpty: false,
  baseline: undefined,
  function: undefined,
  figures: runtimeFigures,
} as const satisfies CompleteQuery;

/** What a query of an alert rule means that names no type: the rule editor shows this default and saves none. */
export const ruleQueryType = 'count';
