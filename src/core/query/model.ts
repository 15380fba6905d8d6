// A user's query. Panels, Explore, alert rules, provisioning and the command line share this model.
import type { Filter, Grouping } from '../analysis/model.ts';
import type { Matcher } from '../labels.ts';
import type { ProfileKind } from '../profile/model.ts';

export const queryTypes = [
  'stacks',
  'count',
  'trend',
  'suspects',
  'stack',
  'flamegraph',
  'diff',
  'dump',
  'source',
  'runtime',
  'events',
  'targets',
  'verdict',
] as const;
export type QueryType = (typeof queryTypes)[number];

/** Whether alert rules can use a query type: it must give one number, or one series, per label set. */
export const isAlertable: Readonly<Record<QueryType, boolean>> = {
  stacks: false,
  count: true,
  trend: true,
  suspects: false,
  stack: false,
  flamegraph: false,
  diff: false,
  dump: false,
  source: false,
  runtime: true,
  events: false,
  targets: false,
  verdict: false,
};

export const countValues = ['count', 'growth', 'change', 'ratio'] as const;
export type CountValue = (typeof countValues)[number];

/** What `runtime` reports about a process: `cpu` in cores, `requests` per second, `up` 1 or 0, `fetch` in seconds. */
export const runtimeFigures = ['goroutines', 'resident', 'heap', 'cpu', 'requests', 'up', 'fetch'] as const;
export type RuntimeFigure = (typeof runtimeFigures)[number];

export type Baseline =
  | { readonly ago: string }
  | { readonly at: string }
  | { readonly rangeStart: true }
  | { readonly targets: readonly Matcher[] }
  | { readonly name: string };

/** A query as it is saved and sent. All fields are optional, and defaults are not yet applied. */
export interface Query {
  readonly version?: 1;
  readonly queryType?: QueryType;
  readonly targets?: readonly Matcher[];
  readonly profile?: ProfileKind;
  readonly filter?: Filter;
  readonly groupBy?: readonly Grouping[];
  readonly per?: readonly string[];
  readonly limit?: number;
  readonly showIgnored?: boolean;
  readonly legendFormat?: string;
  readonly inline?: string;
  readonly value?: CountValue;
  readonly window?: string;
  readonly zeroWhenEmpty?: boolean;
  readonly baseline?: Baseline;
  readonly function?: string;
  readonly figures?: readonly RuntimeFigure[];
}

/** A checked and completed query, as the backend uses it. */
export interface CompleteQuery {
  readonly version: 1;
  readonly queryType: QueryType;
  readonly targets: readonly Matcher[];
  readonly profile: ProfileKind;
  readonly filter: Filter;
  readonly groupBy: readonly Grouping[];
  readonly per: readonly string[];
  readonly limit: number;
  readonly showIgnored: boolean;
  readonly legendFormat: string;
  readonly inline: string | undefined;
  readonly value: CountValue;
  /** Milliseconds; undefined means the range of the request. */
  readonly windowMs: number | undefined;
  readonly zeroWhenEmpty: boolean;
  readonly baseline: Baseline | undefined;
  readonly function: string | undefined;
  /** Only for `runtime`. */
  readonly figures: readonly RuntimeFigure[];
}
