// What a report can say of leaks: every profile goes through the same book of suspects as the plugin's samples do.
import { SuspectBook } from '../core/analysis/suspects/book.ts';
import type { SuspectFigures, Verdicts } from '../core/analysis/suspects/model.ts';
import { makeSample } from '../core/analysis/suspects/sample.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';

export class ReportJudge {
  /** One answer over all targets, however old a file beside a URL is. */
  readonly #book = new SuspectBook({ per: [], goneMs: Infinity });
  /** Profiles that nothing places in time: the last of a target shows what it shows, alone. */
  readonly #untimed = new Map<string, InterpretedProfile>();
  #newestMs = 0;

  push(
    target: string,
    interpreted: InterpretedProfile,
    timeMs: number | undefined,
    figures: SuspectFigures | null = null,
  ): void {
    // The difference of two moments is no sample of either.
    if (interpreted.profile.delta) return;
    if (timeMs === undefined) {
      this.#untimed.set(target, interpreted);
      return;
    }
    this.#newestMs = Math.max(this.#newestMs, timeMs);
    this.#book.push(makeSample(interpreted, { target: { instance: target }, atMs: timeMs, figures }));
  }

  /** Ends the reading. */
  judge(): Verdicts {
    for (const [instance, interpreted] of this.#untimed) {
      this.#book.push(makeSample(interpreted, { target: { instance }, atMs: this.#newestMs }));
    }
    this.#untimed.clear();
    return this.#book.judge();
  }
}
