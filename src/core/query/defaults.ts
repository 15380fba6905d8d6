// The defaults of missing query fields. Alert rules and provisioned queries never pass the browser, so browser and
// backend both read the defaults here.
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

/** The type of an alert rule's query without a type. The rule editor shows this default and saves none. */
export const ruleQueryType = 'count';
