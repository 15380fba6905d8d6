// Labels name targets, series and pprof samples alike: a flat map of strings.
import { perObject } from './per-object.ts';

/** Label names and values. Key order carries no meaning. */
export type Labels = Readonly<Record<string, string>>;

declare const keyBrand: unique symbol;
/** A label set as text. Equal sets have equal keys, whatever the order of their names. History files hold such keys. */
export type LabelsKey = string & { readonly [keyBrand]: true };

/** The key of a label set; the empty text for no labels. */
export function labelsKey(labels: Labels): LabelsKey {
  const names = Object.keys(labels);
  if (names.length === 0) return '' as LabelsKey;
  return JSON.stringify(names.sort().map((name) => [name, labels[name]])) as LabelsKey;
}

/** The same key, computed once for each label object. Use it for targets, whose keys are needed at every turn. */
export const targetKey: (labels: Labels) => LabelsKey = perObject(labelsKey);

/** The value of a label; empty where it is missing. Names come from outside: `constructor` is a label like any other. */
export function labelValue(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

/** The label set that a key was made of. Throws a SyntaxError for a text that is no key. */
export function parseLabelsKey(text: string): Labels {
  return text === '' ? {} : Object.fromEntries(JSON.parse(text) as [string, string][]);
}

/** The labels of these names, in their order. A missing label counts as empty. */
export function pickLabels(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.map((name) => [name, labelValue(labels, name)]));
}

export const matchOperators = ['=', '!=', '=~', '!~'] as const;
export type MatchOperator = (typeof matchOperators)[number];

/** A condition on a label. Regular expressions are RE2's, anchored; a missing label counts as empty. */
export interface Matcher {
  readonly label: string;
  readonly op: MatchOperator;
  readonly value: string;
}

/** Conditions that a target meets which has each of these labels. Targets with more labels meet them too. */
export function matchLabels(labels: Labels): readonly Matcher[] {
  return Object.entries(labels).map(([label, value]) => ({ label, op: '=', value }));
}
