// Judges the profiles of a report for leaks, with the same code as the samples of the data source.
import { minuteMs } from '../core/agreed-times.ts';
import type { Labels } from '../core/labels.ts';
import { findLockTroubles } from '../core/analysis/wait-for/find-troubles.ts';
import { SuspectTracker } from '../core/analysis/suspects/suspect-tracker.ts';
import type { Verdicts } from '../core/analysis/suspects/model.ts';
import { LifeTracker } from '../core/sample/lives.ts';
import { makeSample } from '../core/sample/make-sample.ts';
import type { SampleFigures } from '../core/sample/model.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';

export class ReportJudge {
  readonly #tracker: SuspectTracker;
  /** Profiles without a time. Only the last one of each target is judged, on its own. */
  readonly #untimed = new Map<string, { readonly target: Labels; readonly interpreted: InterpretedProfile }>();
  readonly #lives = new LifeTracker();
  #newestMs = 0;
  /** Time of the newest profile when all were last judged. */
  #judgedMs = 0;

  /**
   * `per` names the labels that keep suspects of targets apart. A target never counts as gone, however old its file is.
   */
  constructor(per: readonly string[] = []) {
    this.#tracker = new SuspectTracker({ per, goneMs: Infinity });
  }

  /** Profiles of one target must come in the order of time. */
  push(
    target: Labels,
    interpreted: InterpretedProfile,
    timeMs: number | undefined,
    figures: SampleFigures | null = null,
  ): void {
    // The difference of two moments is not a sample.
    if (interpreted.profile.delta) return;
    if (timeMs === undefined) {
      this.#untimed.set(JSON.stringify(target), { target, interpreted });
      return;
    }
    this.#newestMs = Math.max(this.#newestMs, timeMs);
    this.#push(interpreted, target, timeMs, figures);
    // A stack that rose to a limit and then stands level keeps the grade of its rise, as it does while it is sampled.
    if (Math.abs(timeMs - this.#judgedMs) < minuteMs) return;
    this.#judgedMs = timeMs;
    this.#tracker.judge();
  }

  /** Ends the input and judges it. */
  judge(): Verdicts {
    for (const { target, interpreted } of this.#untimed.values()) {
      this.#push(interpreted, target, this.#newestMs, null);
    }
    this.#untimed.clear();
    return this.#tracker.judge();
  }

  #push(interpreted: InterpretedProfile, target: Labels, atMs: number, figures: SampleFigures | null): void {
    const sample = this.#lives.place(makeSample(interpreted, { target, atMs, figures }));
    this.#tracker.push(sample, findLockTroubles(interpreted));
  }
}
