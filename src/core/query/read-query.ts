// Reads a user's query: JSON in, a checked query with all defaults out. Browser and backend both call this, so that a
// panel and the alert rule made from it ask the same.
import { parseJson } from '../json.ts';
import { safeParse } from 'valibot';
import type { InferOutput } from 'valibot';
import { fail, succeed } from '../problem.ts';
import type { Problem, Result } from '../problem.ts';
import { queryDefaults } from './defaults.ts';
import { parseDuration } from './duration.ts';
import { queryTypes } from './model.ts';
import type { Baseline, CompleteQuery, QueryType } from './model.ts';
import { findWrongExpression } from './query-expressions.ts';
import { querySchema } from './query-schema.ts';
import { nameQueryField } from './query-titles.ts';
import { findUnresolvedVariable } from './unresolved-variables.ts';

type RawQuery = Readonly<Record<string, unknown>>;

/** The newest version of a saved query that this code reads. */
const currentVersion = 1;

/**
 * Free text, in which a dollar sign is legal: dumps name `$GOROOT`, and a legend is only shown. Every other field is
 * compared with something, so a variable left in it would silently match nothing.
 */
const freeText: ReadonlySet<string> = new Set(['legendFormat', 'inline']);

const durationHint = 'must be a duration above zero, such as "15m" or "1h30m"';

/**
 * Reads the query model of one panel, alert rule or Explore row. Never throws. A problem's message
 * names the field by its title in the editor, and `field` as it is saved.
 */
export function readQuery(json: string, envelope: { readonly queryType: string }): Result<CompleteQuery> {
  const parsed = parseObject(json);
  if (!parsed.ok) return parsed;
  const migrated = migrate(parsed.value);
  if (!migrated.ok) return migrated;
  const raw = dropEmptyFields(migrated.value);
  const named = { ...raw, queryType: raw['queryType'] ?? (envelope.queryType || queryDefaults.queryType) };

  const unresolved = findUnresolved(named);
  if (unresolved) return fail(unresolved);
  if (!queryTypes.some((type) => type === named.queryType)) return fail(unknownQueryType(named.queryType));

  const checked = safeParse(querySchema, named, { abortEarly: true });
  if (!checked.success) {
    const issue = checked.issues[0];
    return fail(invalidField(formatPath(issue.path?.map((step) => step.key)), issue.message));
  }
  const completed = complete(checked.output);
  if (!completed.ok) return completed;
  const wrong = findWrongExpression(completed.value);
  return wrong === undefined ? completed : fail(invalidField(wrong.field, wrong.message));
}

function parseObject(json: string): Result<RawQuery> {
  let value: unknown;
  try {
    value = json.trim() === '' ? {} : parseJson(json);
  } catch {
    return fail(invalidQuery('The query is not valid JSON.'));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail(invalidQuery('The query must be a JSON object such as {"queryType": "stacks"}.'));
  }
  return succeed(value as RawQuery);
}

function migrate(raw: RawQuery): Result<RawQuery> {
  const version = raw['version'] ?? currentVersion;
  if (version === currentVersion) return succeed(raw);
  if (typeof version === 'number' && version > currentVersion) {
    return fail({
      ...invalidQuery(
        `This query was saved by a newer Parked (version ${version}); this one reads versions up to ${currentVersion}. Update the plugin.`,
      ),
      field: 'version',
    });
  }
  return fail(invalidField('version', `must be ${currentVersion}`));
}

/** Editors leave null or empty text in cleared inputs. Both mean "not set". */
function dropEmptyFields(raw: RawQuery): RawQuery {
  const kept = dropEmpty(raw);
  const filter = kept['filter'];
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return kept;
  return { ...kept, filter: dropEmpty(filter as RawQuery) };
}

function dropEmpty(raw: RawQuery): RawQuery {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null && value !== ''));
}

function findUnresolved(raw: RawQuery): Problem | undefined {
  for (const field of ['queryType', ...Object.keys(querySchema.entries)]) {
    if (freeText.has(field)) continue;
    const found = findUnresolvedVariable(raw[field], field);
    if (found) {
      return {
        ...invalidQuery(
          `The variable ${found.name} in "${nameQueryField(found.field)}" was not filled in. Alert rules and ` +
            'provisioned queries have no dashboard variables: write its value instead ([$] stands for a dollar sign in a ' +
            'regular expression).',
        ),
        code: 'unresolved_variable',
        field: found.field,
      };
    }
  }
  return undefined;
}

function complete(checked: InferOutput<typeof querySchema>): Result<CompleteQuery> {
  const windowMs = checked.window === undefined ? undefined : parseDuration(checked.window);
  if (checked.window !== undefined && !windowMs) return fail(invalidField('window', durationHint));
  const { baseline } = checked;
  if (baseline && 'ago' in baseline && !parseDuration(baseline.ago)) {
    return fail(invalidField('baseline.ago', durationHint));
  }
  if (baseline && 'at' in baseline && !isMoment(baseline.at)) {
    return fail(
      invalidField('baseline.at', 'must be a time such as "2026-01-31T08:00:00Z", or milliseconds since 1970'),
    );
  }
  return succeed({
    version: currentVersion,
    queryType: checked.queryType satisfies QueryType,
    targets: checked.targets ?? queryDefaults.targets,
    profile: checked.profile ?? queryDefaults.profile,
    filter: checked.filter ?? queryDefaults.filter,
    groupBy: [...new Set(checked.groupBy ?? queryDefaults.groupBy)],
    per: [...new Set(checked.per ?? queryDefaults.per)],
    limit: checked.limit ?? queryDefaults.limit,
    showIgnored: checked.showIgnored ?? queryDefaults.showIgnored,
    legendFormat: checked.legendFormat ?? queryDefaults.legendFormat,
    inline: checked.inline,
    value: checked.value ?? queryDefaults.value,
    windowMs,
    zeroWhenEmpty: checked.zeroWhenEmpty ?? queryDefaults.zeroWhenEmpty,
    baseline: baseline satisfies Baseline | undefined,
    function: checked.function,
    figures: checked.figures?.length ? [...new Set(checked.figures)] : queryDefaults.figures,
  });
}

function isMoment(text: string): boolean {
  return /^\d{1,15}$/.test(text) || !Number.isNaN(Date.parse(text));
}

/** Formats `['filter', 'states', 2]` as `filter.states[2]`. */
function formatPath(path: readonly unknown[] | undefined): string {
  let written = '';
  for (const step of path ?? []) {
    if (typeof step === 'number') written += `[${step}]`;
    else written += written === '' ? String(step) : `.${String(step)}`;
  }
  return written;
}

function unknownQueryType(queryType: unknown): Problem {
  const shown = typeof queryType === 'string' ? `"${queryType.slice(0, 60)}"` : 'That';
  return {
    ...invalidQuery(`${shown} is not a query type. Use one of ${queryTypes.join(', ')}.`),
    code: 'unknown_query_type',
    field: 'queryType',
  };
}

function invalidField(field: string, message: string): Problem {
  return { ...invalidQuery(`"${nameQueryField(field).slice(0, 200)}" ${message}.`), field };
}

function invalidQuery(message: string): Problem {
  return { code: 'invalid_query', status: 400, source: 'downstream', message };
}
