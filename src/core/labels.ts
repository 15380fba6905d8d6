// Labels name targets, series and pprof samples alike: a flat map of strings.
import { perObject } from './per-object.ts';

/** Label names and values. Key order carries no meaning. */
export type Labels = Readonly<Record<string, string>>;

declare const keyBrand: unique symbol;
/**
 * A label set as text. Equal sets have equal keys, in whatever order their names come. History files hold such keys.
 */
export type LabelsKey = string & { readonly [keyBrand]: true };

/** The key of a label set; the empty text for no labels. */
export function labelsKey(labels: Labels): LabelsKey {
  const names = Object.keys(labels);
  if (names.length === 0) return '' as LabelsKey;
  return JSON.stringify(names.sort().map((name) => [name, labels[name]])) as LabelsKey;
}

/** The same key, computed once for each label object. Use it for targets, whose keys are needed at every scrape. */
export const targetKey: (labels: Labels) => LabelsKey = perObject(labelsKey);

/**
 * The value of a label; empty where it is missing. Names come from outside, so `constructor` is a label like any other.
 */
export function labelValue(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

/** The label set that a key was made from. Throws a SyntaxError for text that is not a key. */
export function parseLabelsKey(text: string): Labels {
  return text === '' ? {} : Object.fromEntries(JSON.parse(text) as [string, string][]);
}

/** The labels of these names, in the order of the names. A missing label counts as empty. */
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

/** Conditions met by every target that has all of these labels. Such a target may have other labels too. */
export function matchLabels(labels: Labels): readonly Matcher[] {
  return Object.entries(labels).map(([label, value]) => ({ label, op: '=', value }));
}
