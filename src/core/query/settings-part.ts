// One part of the settings: some keys of `jsonData`, and how their values become settings. Each part has its own file
// and one line in settings-parts.ts.
import * as v from 'valibot';
import { type Labels, matchOperators } from '../labels.ts';
import type { Result } from '../problem.ts';
import type { DataSourceInstance } from './request.ts';

/** What a part may use besides its own keys. */
export interface SettingsContext {
  readonly instance: DataSourceInstance;
  /** The plugin's own section of grafana.ini. */
  readonly pluginConfig: Labels;
  /** The raw `jsonData`, unchecked. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of the entries of `auth`; undefined where `auth` cannot be read, so that no name is rejected for it. */
  readonly authNames: readonly string[] | undefined;
}

export type Entries = Readonly<Record<string, v.GenericSchema>>;

/** The values of a part's keys, with types checked and defaults in place. */
type Values<E extends Entries> = { readonly [K in keyof E]: v.InferOutput<E[K]> };

/**
 * `read` fails with the first problem of its keys. Each message of a schema ends the sentence that begins with the key.
 */
export interface SettingsPart<E extends Entries, T> {
  readonly entries: E;
  readonly read: (values: Values<E>, context: SettingsContext) => Result<T>;
}

/** Declares a part. `entries` determines the types of `read`. */
export function definePart<const E extends Entries, T>(part: SettingsPart<E, T>): SettingsPart<E, T> {
  return part;
}

export const text = v.string('must be a text.');
export const optionalText = v.nullish(text, '');
export const optionalTexts = v.nullish(v.array(text, 'must be a list of texts.'), []);
export const flag = v.nullish(v.boolean('must be true or false.'), false);
export const amount = v.union([v.string(), v.number()], 'must be a number, or a text such as "10s" or "16MiB".');
export const role = v.nullish(
  v.picklist(['Viewer', 'Editor', 'Admin'], 'must be "Viewer", "Editor" or "Admin".'),
  'Editor' as const,
);
export const labels = v.nullish(
  v.record(text, v.string('must be a text: label values are texts.'), 'must be an object.'),
  {},
);

/** Conditions on labels; none by default. */
export const conditions = v.nullish(
  v.array(
    v.strictObject(
      { label: text, op: v.picklist(matchOperators, 'must be "=", "!=", "=~" or "!~".'), value: text },
      'must be an object with label, op and value.',
    ),
    'must be a list of conditions, such as [{ label: "job", op: "=", value: "shop" }].',
  ),
  [],
);
