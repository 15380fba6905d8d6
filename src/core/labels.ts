// Labels name targets, series and pprof samples alike: a flat map of strings.

/** Label names and values. Key order carries no meaning. */
export type Labels = Readonly<Record<string, string>>;

export const matchOperators = ['=', '!=', '=~', '!~'] as const;
export type MatchOperator = (typeof matchOperators)[number];

/** A condition on a label. Regular expressions are RE2's, anchored; a missing label counts as empty. */
export interface Matcher {
  readonly label: string;
  readonly op: MatchOperator;
  readonly value: string;
}
