// The shape of a query as it is saved and sent. A message completes the sentence `"Function" …`.
import {
  array,
  boolean,
  custom,
  finite,
  integer,
  lazy,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  optional,
  picklist,
  pipe,
  regex,
  strictObject,
  string,
  transform,
  union,
} from 'valibot';
import { grades, plainGroupings } from '../analysis/model.ts';
import type { Grouping } from '../analysis/model.ts';
import { matchOperators } from '../labels.ts';
import { limits } from '../limits.ts';
import { countValues, queryTypes, runtimeFigures } from './model.ts';

const maxText = limits.queryText.value;
const maxItems = limits.queryList.value;

const text = pipe(string('must be text'), maxLength(maxText, `must not be longer than ${maxText} characters`));
const nonEmptyText = pipe(text, minLength(1, 'must not be empty'));
const flag = boolean('must be true or false');

/** Provisioned YAML and interpolated variables give numbers as text. */
const numeric = pipe(
  union([number(), pipe(string(), regex(/^\d{1,15}(\.\d{1,9})?$/), transform(Number))], 'must be a number, such as 20'),
  finite('must be a number, such as 20'),
);
const count = pipe(numeric, integer('must be a whole number'), minValue(0, 'must not be negative'));

const matcher = strictObject(
  {
    label: pipe(text, minLength(1, 'has a condition without a label')),
    op: picklist(matchOperators, `has an operator that is none of ${quoteAll(matchOperators)}`),
    value: text,
  },
  'is incomplete: a condition has a label, an operator and a value',
);

const grouping = custom<Grouping>(
  isGrouping,
  `must be one of ${quoteAll(plainGroupings)}, or "label:" with the name of a pprof label`,
);

const fingerprint = pipe(
  string('must be text'),
  regex(/^[0-9a-f]{16}$/, 'must be a fingerprint: 16 hexadecimal digits, as tables and labels show them'),
);

const filterFields = [
  'function',
  'package',
  'creator',
  'fingerprints',
  'states',
  'labels',
  'minCount',
  'minWaitMinutes',
  'minGrade',
];
const filter = strictObject(
  {
    function: optional(text),
    package: optional(text),
    creator: optional(text),
    fingerprints: optional(list(fingerprint)),
    states: optional(list(nonEmptyText)),
    labels: optional(list(matcher)),
    minCount: optional(count),
    minWaitMinutes: optional(pipe(numeric, minValue(0, 'must not be negative'))),
    minGrade: optional(picklist(grades, `must be one of ${quoteAll(grades)}`)),
  },
  `is not a filter: filters are ${quoteAll(filterFields)}`,
);

const baselines = {
  ago: strictObject({ ago: nonEmptyText }),
  at: strictObject({ at: nonEmptyText }),
  rangeStart: strictObject({ rangeStart: literal(true, 'must be true') }),
  targets: strictObject({ targets: list(matcher) }),
  name: strictObject({
    name: pipe(text, minLength(1, 'must not be empty: choose a baseline that was remembered, or remember one')),
  }),
};
const wrongBaseline = custom<never>(
  () => false,
  'must be one of: some time before, a moment, the start of the range, other targets, or a named baseline',
);

/** Chosen by its only key, so that messages concern the given form rather than all possible forms. */
const baseline = lazy((input) => {
  const [key = '', ...more] = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  return more.length === 0 && isBaselineKey(key) ? baselines[key] : wrongBaseline;
});

/** Unlisted keys are Grafana's own (`refId`, `datasource`, `hide`, `instant`, …) and are ignored. */
export const querySchema = object(
  {
    queryType: picklist(queryTypes, `must be one of ${quoteAll(queryTypes)}`),
    targets: optional(list(matcher)),
    profile: optional(
      picklist(['goroutine', 'goroutineleak'] as const, 'must be one of "goroutine" and "goroutineleak"'),
    ),
    filter: optional(filter),
    groupBy: optional(list(grouping)),
    per: optional(list(nonEmptyText)),
    limit: optional(
      pipe(
        numeric,
        integer('must be a whole number'),
        minValue(1, 'must be at least 1'),
        maxValue(limits.groupsPerProfile.value, `must be at most ${limits.groupsPerProfile.value}`),
      ),
    ),
    showIgnored: optional(flag),
    legendFormat: optional(text),
    inline: optional(
      pipe(
        string('must be text: a goroutine dump, or one packed with gzip and base64'),
        maxLength(
          limits.inlineDump.value,
          `must not be longer than ${limits.inlineDump.value / 1024 / 1024} MiB; "parked report" reads files of any size`,
        ),
      ),
    ),
    value: optional(picklist(countValues, `must be one of ${quoteAll(countValues)}`)),
    window: optional(text),
    zeroWhenEmpty: optional(flag),
    baseline: optional(baseline),
    function: optional(text),
    figures: optional(list(picklist(runtimeFigures, `must be one of ${quoteAll(runtimeFigures)}`))),
  },
  'must be a JSON object',
);

function list<Item extends Parameters<typeof array>[0]>(item: Item) {
  return pipe(
    array(item, 'must be a list'),
    maxLength(maxItems, `must not have more than ${maxItems} entries; use a regular expression instead`),
  );
}

function isBaselineKey(key: string): key is keyof typeof baselines {
  return Object.hasOwn(baselines, key);
}

function isGrouping(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > maxText) return false;
  return (
    plainGroupings.some((name) => name === value) || (value.startsWith('label:') && value.length > 'label:'.length)
  );
}

function quoteAll(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}
