// What `jsonData` looks like before anything is understood. Each message ends the sentence that begins with the key.
// Keys that this version does not use pass untouched at the top; inside Parked's own lists a wrong key is a typing error.
import * as v from 'valibot';
import { succeed, type Result } from '../problem.ts';
import { ignoreShape } from './settings-ignore.ts';
import { discoveryShape } from './settings-discovery.ts';
import { historyShape } from './settings-history.ts';
import { sourceShape } from './settings-source.ts';
import { samplingShape } from './settings-sampling.ts';
import { failSetting } from './settings-problem.ts';

const text = v.string('must be a text.');
const optionalText = v.nullish(text, '');
const flag = v.nullish(v.boolean('must be true or false.'), false);
const texts = v.array(text, 'must be a list of texts.');
const optionalTexts = v.nullish(texts, []);
const amount = v.union([v.string(), v.number()], 'must be a number, or a text such as "10s" or "16MiB".');

const labels = v.nullish(v.record(text, v.string('must be a text: label values are texts.'), 'must be an object.'), {});

const staticTargets = v.strictObject(
  {
    urls: v.pipe(
      v.array(text, 'must be a list of URLs, such as ["http://app:6060"].'),
      v.minLength(1, 'must list at least one URL, such as "http://app:6060".'),
    ),
    labels,
    auth: v.nullish(text),
    metrics: v.nullish(text, '/metrics'),
  },
  'must be an object with urls, labels, auth and metrics.',
);

const namedAuth = v.strictObject(
  {
    name: v.pipe(text, v.minLength(1, 'must not be empty.')),
    type: v.picklist(['basic', 'bearer', 'header'], 'must be "basic", "bearer" or "header".'),
    user: optionalText,
    header: optionalText,
  },
  'must be an object with name, type and, depending on the type, user or header.',
);

const dumps = v.strictObject(
  {
    role: v.nullish(
      v.picklist(['Viewer', 'Editor', 'Admin'], 'must be "Viewer", "Editor" or "Admin".'),
      'Editor' as const,
    ),
    maxGoroutines: v.nullish(
      v.pipe(
        v.number('must be a number.'),
        v.integer('must be a whole number.'),
        v.minValue(0, 'must not be negative; 0 lifts the bound.'),
      ),
      1_000,
    ),
    inAlerts: flag,
  },
  'must be an object with role, maxGoroutines and inAlerts.',
);

const shape = v.looseObject(
  {
    timeout: v.nullish(v.union([v.string(), v.number()], 'must be a number of seconds.')),
    tlsAuth: flag,
    tlsAuthWithCACert: flag,
    tlsSkipVerify: flag,
    serverName: optionalText,
    oauthPassThru: flag,
    keepCookies: optionalTexts,
    enableSecureSocksProxy: flag,
    auth: v.nullish(v.array(namedAuth, 'must be a list.'), []),
    targets: v.nullish(v.array(staticTargets, 'must be a list.'), []),
    discovery: v.nullish(v.array(discoveryShape, 'must be a list.'), []),
    allowedHosts: optionalTexts,
    memoryLimit: v.nullish(amount),
    goroutineLimit: v.nullish(v.union([v.string(), v.number()], 'must be a number.')),
    requestMetric: v.nullish(text),
    dumps: v.nullish(dumps, {}),
    sampling: v.nullish(samplingShape, {}),
    history: v.nullish(historyShape, 'embedded'),
    ignore: v.nullish(ignoreShape, {}),
    ...sourceShape,
    ownCode: optionalTexts,
    labelKeys: optionalTexts,
    bounds: v.nullish(v.record(text, amount, 'must be an object.'), {}),
  },
  'must be an object.',
);

/** The keys of `jsonData` that this version understands, numbered headers (`httpHeaderName1`) aside. */
export const settingNames: readonly string[] = Object.keys(shape.entries);

/** `jsonData` with every type checked and every default in place; what the values mean is not checked yet. */
export type SettingsShape = v.InferOutput<typeof shape>;

export function readSettingsShape(jsonData: string): Result<SettingsShape> {
  let data: unknown;
  try {
    data = jsonData.trim() === '' ? {} : JSON.parse(jsonData);
  } catch {
    return failSetting('jsonData', 'jsonData is not JSON. Save the data source again, or mend its provisioning file.');
  }
  if (Array.isArray(data)) return failSetting('jsonData', 'jsonData must be an object, and is a list.');
  const parsed = v.safeParse(shape, data, { abortEarly: true });
  if (parsed.success) return succeed(parsed.output);
  const issue = parsed.issues[0];
  const field = describePath(issue.path);
  // A strict object reports a key it doesn't know as "expected never".
  if (issue.expected === 'never') {
    return failSetting(field, `${field} is not a setting that Parked knows. Correct its name or remove it.`);
  }
  if (issue.received === 'undefined') return failSetting(field, `${field} is missing: it ${issue.message}`);
  return failSetting(field, `${field} ${issue.message}`);
}

/** `targets[0].urls[1]`, as the user would write it. */
function describePath(path: readonly { readonly key?: unknown }[] | undefined): string {
  let field = '';
  for (const { key } of path ?? []) {
    field += typeof key === 'number' ? `[${key}]` : `${field === '' ? '' : '.'}${String(key)}`;
  }
  return field === '' ? 'jsonData' : field;
}
