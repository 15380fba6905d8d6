// Limits how much matching one answer may do. Matching takes time in proportion to the size of the expression and the
// length of the text, and names in a pasted dump can be of any length.
import { limits } from './limits.ts';
import type { Expression } from './regular-expression.ts';

/** Work in one time slice; after it other requests are served. */
const sliceWork = 1_000_000;
/** The most work in one slice, whatever its last entry needs. */
const maxSliceWork = 8 * sliceWork;

/** The budget of one answer. Texts beyond it are not tried; tell the reader how many with `untried`. */
export class MatchBudget {
  #left: number;
  #sliceLeft = Infinity;
  #untried = 0;

  /** `total` is a number of steps times characters. */
  constructor(total: number = limits.matchWork.value) {
    this.#left = total;
  }

  /** How many texts were too long for an expression, or came after the budget was spent. */
  get untried(): number {
    return this.#untried;
  }

  /** Whether work that is done in steps should end its current step. */
  get isSliceOver(): boolean {
    return this.#sliceLeft < maxSliceWork - sliceWork;
  }

  /** Begins a step. Work that calls this takes at most some tenths of a second between two calls. */
  beginSlice(): void {
    this.#sliceLeft = maxSliceWork;
  }

  /** Whether the expression matches anywhere in the text; undefined where it was not tried. */
  test(expression: Expression, text: string): boolean | undefined {
    return this.#spend(expression, text) ? expression.test(text) : undefined;
  }

  /** Whether the expression matches the whole text; undefined where it was not tried. */
  matches(expression: Expression, text: string): boolean | undefined {
    return this.#spend(expression, text) ? expression.matches(text) : undefined;
  }

  #spend({ size }: Expression, text: string): boolean {
    const work = size * (text.length + 1);
    if (work > Math.min(limits.matchStep.value, this.#left, this.#sliceLeft)) {
      this.#untried++;
      return false;
    }
    this.#left -= work;
    this.#sliceLeft -= work;
    return true;
  }
}
