// What went wrong, as a value: outside input (queries, settings, targets, profiles) never throws. A throw is a bug.

/** Who has to act: `downstream` is the target or the person asking, `plugin` is Parked itself. */
export type ProblemSource = 'downstream' | 'plugin';

/** An error that can be shown to anyone: it names a field or a target by host, never a credential. */
export interface Problem {
  /** A stable word for tests, metrics and log lines, such as `timeout` or `unresolved_variable`. */
  readonly code: string;
  /** HTTP status that Grafana files the error under. */
  readonly status: number;
  readonly source: ProblemSource;
  /** One or two sentences: what is wrong, where, and what to do about it. */
  readonly message: string;
  /** The query or settings field at fault, as the user spells it: `filter.function`. */
  readonly field?: string;
  /** Hosts that the message names, so that they can be left out for whoever may not see them. */
  readonly hosts?: readonly string[];
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}

/** Something the reader of an answer should know although the answer stands: a cut, a partial read, an age. */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  /** As of a problem. */
  readonly hosts?: readonly string[];
  readonly link?: string;
}
