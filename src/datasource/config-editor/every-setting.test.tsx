// Every setting has a field in the form: the schema that the backend reads by is walked, key by key.
import { fireEvent, screen } from '@testing-library/react';
import type * as v from 'valibot';
import { nameSetting } from '../../core/query/setting-titles.ts';
import { settingsParts } from '../../core/query/settings-parts.ts';
import { fieldId } from './fields/field-text.tsx';
import { showEditor } from './testing/show-editor.tsx';

jest.setTimeout(120_000);

/** What of a schema is walked. Others are values. */
interface Schema {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly Schema[];
  readonly literal?: unknown;
  readonly pipe?: readonly Schema[];
}

interface Leaf {
  readonly path: string;
  /** The least that the form needs to show the field. */
  readonly jsonData: Readonly<Record<string, unknown>>;
}

/** Keys whose field goes by another name or appears elsewhere, with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  keepCookies: 'other data sources have it; Parked refuses it and offers to remove it',
  enableSecureSocksProxy: 'as above',
  oauthPassThru: 'as above',
  tlsAuth: "Grafana's own switch",
  tlsAuthWithCACert: "Grafana's own switch",
  tlsSkipVerify: "Grafana's own switch",
  serverName: "Grafana's own field",
  bounds: 'the compiler asks for a title of each, and draws a field of it',
  'ignore.rules[0].top': 'it also shows that a rule has no condition, under the name of the rule',
};

const list = (value: unknown): readonly unknown[] => [value];

function walk(schema: Schema, path: string, place: (value: unknown) => Leaf['jsonData'], known: object): Leaf[] {
  if (schema.wrapped) return walk(schema.wrapped, path, place, known);
  if (schema.pipe?.[0] && schema.pipe[0] !== schema) return walk(schema.pipe[0], path, place, known);
  if (schema.type === 'array' && schema.item && isRecord(schema.item) && !isCondition(schema.item)) {
    return walk(schema.item, `${path}[0]`, (value) => place(list(value)), known);
  }
  if (schema.options?.some(isRecord)) {
    return schema.options.filter(isRecord).flatMap((option) => walk(option, path, place, known));
  }
  if (schema.entries && !isCondition(schema)) {
    const { type } = schema.entries;
    const fixed = type?.literal === undefined ? known : { type: type.literal };
    return Object.entries(schema.entries).flatMap(([key, entry]) =>
      entry.literal !== undefined && key === 'type'
        ? []
        : walk(entry, `${path}.${key}`, (value) => place({ ...fixed, [key]: value }), {}),
    );
  }
  return [{ path, jsonData: place(undefined) }];
}

const isRecord = (schema: Schema): boolean => schema.entries !== undefined || (schema.options?.some(isRecord) ?? false);
/** Conditions, labels and rules are typed as one text. */
const isCondition = ({ entries }: Schema): boolean =>
  entries !== undefined && ('value' in entries || 'source_labels' in entries);

/** What a field waits for: a header has a name only where the credential is a header. */
const prepared: Readonly<Record<string, object>> = {
  'auth[0].type': { auth: [{ name: 'a', type: 'bearer' }] },
  'past[0].type': { past: [{ type: 'prometheus', url: '' }] },
  'auth[0].user': { auth: [{ name: 'a', type: 'basic' }] },
  'auth[0].header': { auth: [{ name: 'a', type: 'header' }] },
  'auth[0].tokenUrl': { auth: [{ name: 'a', type: 'oauth2' }] },
  'auth[0].scopes': { auth: [{ name: 'a', type: 'oauth2' }] },
  'auth[0].audience': { auth: [{ name: 'a', type: 'oauth2' }] },
  'sourceRaw.auth': { sourceRaw: { url: 'https://git.example.com/{file}' } },
  sourceRole: { sourceRaw: { url: 'https://git.example.com/{file}' } },
  allowedHosts: { allowedHosts: ['app'] },
  'dumps.maxGoroutines': { dumps: { maxGoroutines: 5 } },
};

const leaves = settingsParts
  .flatMap(({ entries }) => Object.entries(entries as Readonly<Record<string, v.GenericSchema>>))
  .flatMap(([key, schema]) => walk(schema as unknown as Schema, key, (value) => ({ [key]: value }), {}))
  .filter(({ path }) => !(path in elsewhere));

/** The form is drawn once for all fields that need the same settings. */
const scenes = new Map<string, string[]>();
for (const { path, jsonData } of leaves) {
  const needed = JSON.stringify(prepared[path] ?? jsonData);
  scenes.set(needed, [...(scenes.get(needed) ?? []), path]);
}

function findControl(path: string): Element | null {
  const id = fieldId(path);
  return document.getElementById(id) ?? document.querySelector(`[aria-describedby="${id}-help"]`);
}

/** Radio buttons are named as a group. */
function nameOf(path: string): string | undefined | null {
  const control = findControl(path);
  const group = control?.closest('[role="radiogroup"]') ?? control;
  return group?.getAttribute('aria-label') ?? document.getElementById(`${fieldId(path)}-name`)?.textContent;
}

it('walks lists, their entries and their kinds', () => {
  const paths = leaves.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['timeout', 'discovery[0].viaProxy', 'auth[0].file', 'history.query']));
});

it.each([...scenes])('with %s the form has a field for each key', (needed, paths) => {
  showEditor({ jsonData: JSON.parse(needed) as never });
  for (const fold of screen.queryAllByRole('button', { expanded: false })) fireEvent.click(fold);
  expect(paths.filter((path) => findControl(path) === null)).toEqual([]);
  for (const path of paths) {
    // Messages name the field by what stands above it.
    expect(nameSetting(path)).toContain(`"${nameOf(path)}"`);
  }
});
