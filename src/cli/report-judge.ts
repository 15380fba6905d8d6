// What a report can say of leaks: every profile goes through the same book of suspects as the plugin's samples do.
import { LifeTracker } from '../core/sample/lives.ts';
import { makeSample } from '../core/sample/make-sample.ts';
import type { SampleFigures } from '../core/sample/model.ts';
import { SuspectBook } from '../core/analysis/suspects/book.ts';
import type { Verdicts } from '../core/analysis/suspects/model.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';

export class ReportJudge {
  /** One answer over all targets, however old a file beside a URL is. */
  readonly #book = new SuspectBook({ per: [], goneMs: Infinity });
  /** Profiles that nothing places in time: the last of a target shows what it shows, alone. */
  readonly #untimed = new Map<string, InterpretedProfile>();
  readonly #lives = new LifeTracker();
  #newestMs = 0;

  push(
    target: string,
    interpreted: InterpretedProfile,
    timeMs: number | undefined,
    figures: SampleFigures | null = null,
  ): void {
    // The difference of two moments is no sample of either.
    if (interpreted.profile.delta) return;
    if (timeMs === undefined) {
      this.#untimed.set(target, interpreted);
      return;
    }
    this.#newestMs = Math.max(this.#newestMs, timeMs);
    this.#push(interpreted, target, timeMs, figures);
  }

  /** Ends the reading. */
  judge(): Verdicts {
    for (const [instance, interpreted] of this.#untimed) {
      this.#push(interpreted, instance, this.#newestMs, null);
    }
    this.#untimed.clear();
    return this.#book.judge();
  }

  #push(interpreted: InterpretedProfile, instance: string, atMs: number, figures: SampleFigures | null): void {
    this.#book.push(this.#lives.place(makeSample(interpreted, { target: { instance }, atMs, figures })));
  }
}
