// The frames of one stack of any depth. The innermost and outermost are kept, the middle ones counted.
import type { Frame } from './model.ts';

export class FrameCollector {
  readonly #inner: Frame[] = [];
  readonly #outer: Frame[] = [];
  readonly #most: number;
  #next = 0;
  #pushed = 0;

  constructor(framesPerStack: number) {
    this.#most = framesPerStack;
  }

  push(frame: Frame): void {
    this.#pushed++;
    if (this.#inner.length < this.#innerMost) this.#inner.push(frame);
    else if (this.#outer.length < this.#outerMost) this.#outer.push(frame);
    else {
      this.#outer[this.#next] = frame;
      this.#next = (this.#next + 1) % this.#outerMost;
    }
  }

  /** Innermost first. */
  get frames(): readonly Frame[] {
    return [...this.#inner, ...this.#outer.slice(this.#next), ...this.#outer.slice(0, this.#next)];
  }

  get elidedFrames(): number {
    return this.#pushed - this.#inner.length - this.#outer.length;
  }

  get #innerMost(): number {
    return Math.max(1, this.#most >> 1);
  }

  get #outerMost(): number {
    return Math.max(1, this.#most - this.#innerMost);
  }
}
