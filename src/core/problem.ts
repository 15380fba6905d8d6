// Errors as values. Outside input (queries, settings, targets, profiles) never throws. A throw is a bug.

/** Who has to act: `downstream` is the target or the person asking; `plugin` is Parked itself. */
type ProblemSource = 'downstream' | 'plugin';

/** An error that may be shown to anyone. It names a field, or a target by its host, and never a credential. */
export interface Problem {
  /** A stable word for tests, metrics and log lines, such as `timeout` or `unresolved_variable`. */
  readonly code: string;
  /** HTTP status under which Grafana reports the error. */
  readonly status: number;
  readonly source: ProblemSource;
  /** One or two sentences: what is wrong, where, and what to do about it. */
  readonly message: string;
  /** The query or settings field at fault, as the user writes it: `filter.function`. */
  readonly field?: string;
  /** Hosts that the message names, so that they can be removed for readers who may not see them. */
  readonly hosts?: readonly string[];
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}

/** Something the reader of a valid answer should know: a cut, a partial read, an age. */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  /** As in `Problem`. */
  readonly hosts?: readonly string[];
  readonly link?: string;
}
