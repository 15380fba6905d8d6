// Reads a data source, as Grafana sends it, into settings or into problems that name the keys at fault. Pure: the same
// input gives the same answer, in the backend and in the editor.
import { parseJson } from '../json.ts';
import * as v from 'valibot';
import type { Labels } from '../labels.ts';
import { succeed, type Problem, type Result } from '../problem.ts';
import type { DataSourceInstance } from './request.ts';
import type { Entries, SettingsContext, SettingsPart } from './settings-part.ts';
import { settingsParts } from './settings-parts.ts';
import { failSetting, isUnknown } from './settings-problem.ts';
import type { Settings } from './settings.ts';

/**
 * The settings, or the first problem. `pluginConfig` is the plugin's section of grafana.ini: `max_<bound>` caps a
 * bound, and `allow_link_local = true` allows targets at link-local and cloud metadata addresses. A data source without
 * targets is valid, since dumps can still be pasted into its queries.
 */
export function readSettings(instance: DataSourceInstance, pluginConfig: Labels): Result<Settings> {
  const { settings, problems } = readParts(instance, pluginConfig);
  const [problem] = problems;
  return problem === undefined ? succeed(settings as Settings) : { ok: false, problem };
}

/** All problems of the settings in one pass: every wrong type, and the first wrong value of each part. */
export function listSettingProblems(instance: DataSourceInstance, pluginConfig: Labels): readonly Problem[] {
  return readParts(instance, pluginConfig).problems;
}

/** `settings` is complete when there are no problems. */
function readParts(instance: DataSourceInstance, pluginConfig: Labels) {
  const parsed = parseData(instance.jsonData);
  if (!parsed.ok) return { settings: {}, problems: [parsed.problem] };
  const data = parsed.value;
  const context = { instance, pluginConfig, data, authNames: listAuthNames(data['auth'] ?? []) };
  const settings: Partial<Settings> = {};
  const problems: Problem[] = [];
  for (const part of settingsParts) {
    const read = readPart(part as unknown as SettingsPart<Entries, Partial<Settings>>, context);
    if (Array.isArray(read)) problems.push(...read);
    else Object.assign(settings, read);
  }
  return { settings, problems };
}

function readPart(
  { entries, read }: SettingsPart<Entries, Partial<Settings>>,
  context: SettingsContext,
): Partial<Settings> | Problem[] {
  const parsed = v.safeParse(v.object(entries), context.data);
  if (!parsed.success) return parsed.issues.map(describeIssue);
  const result = read(parsed.output, context);
  return result.ok ? result.value : [result.problem];
}

type Data = Readonly<Record<string, unknown>>;

function parseData(jsonData: string): Result<Data> {
  let data: unknown;
  try {
    data = jsonData.trim() === '' ? {} : parseJson(jsonData);
  } catch {
    return failSetting('jsonData', 'jsonData is not JSON. Save the data source again, or mend its provisioning file.');
  }
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return succeed(data as Data);
  return failSetting('jsonData', 'jsonData must be an object. Save the data source again.');
}

/** Undefined where `auth` is not a list of named entries. */
function listAuthNames(auth: unknown): readonly string[] | undefined {
  const entries = v.safeParse(v.array(v.object({ name: v.string() })), auth);
  return entries.success ? entries.output.map(({ name }) => name) : undefined;
}

function describeIssue(issue: v.BaseIssue<unknown>): Problem {
  const field = describePath(issue.path ?? []);
  // A strict object reports an unknown key as "expected never".
  if (issue.expected === 'never') {
    return failSetting(field, `${field} ${isUnknown}. Correct its name or remove it.`).problem;
  }
  const missing = issue.received === 'undefined' ? 'is missing: it ' : '';
  return failSetting(field, `${field} ${missing}${issue.message}`).problem;
}

/** `targets[0].urls[1]`, as the user would write it. */
function describePath(path: readonly { readonly key?: unknown }[]): string {
  let field = '';
  for (const { key } of path) {
    field += typeof key === 'number' ? `[${key}]` : `${field === '' ? '' : '.'}${String(key)}`;
  }
  return field;
}
