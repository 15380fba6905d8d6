// What all reads of the Prometheus engine share.
import type { Scope } from './scope.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import type { Notice, Result } from '../../../core/problem.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { KnownTarget } from '../port.ts';
import type { PrometheusApi } from './api.ts';
import type { ClosedSteps } from './kept-sums.ts';
import type { NamedStacks } from './named-stacks.ts';
import type { Load } from './read-batch.ts';

export interface ReadingRoom {
  readonly api: PrometheusApi;
  readonly stacks: NamedStacks;
  readonly scope: Scope;
  readonly load: Load;
  readonly closed: ClosedSteps;
  readonly nowMs: () => number;
  /** Time between two samples in milliseconds, as far as is known. */
  readonly intervalMs: () => number;
  findTargets(
    kind: ProfileKind,
    matchers: readonly Matcher[],
    range: { readonly fromMs: number; readonly toMs: number },
    signal: AbortSignal,
  ): Promise<Result<readonly Labels[]>>;
  /** Lists the targets of the server, so that `describeTarget` knows their ranges. */
  listKnown(): Promise<Result<unknown>>;
  describeTarget(target: Labels, firstMs: number, lastMs: number): KnownTarget;
}

/** A read before the start of all data is known. */
export interface Reading {
  readonly targets: number;
  readonly samples: number;
  /** Time of the oldest sample read. */
  readonly firstMs: number;
  readonly notices: readonly Notice[];
  /** Number of targets whose series are there more than once. */
  readonly doubled: number;
}

/** The same series arrived over several paths. */
export function noteDoubled(targets: number): readonly Notice[] {
  if (targets === 0) return [];
  const some = targets === 1 ? '1 target stand' : `${targets} targets stand`;
  return [
    {
      severity: 'info',
      text:
        `Series of ${some} on the server more than once, with different labels. Parked reads one of each. Do not ` +
        'scrape a collector that writes remotely, and let only one collector sample each target.',
    },
  ];
}
