// Folds the stacks of debug=0 and debug=1, which carry counts instead of goroutines, into a bounded number of entries.
import type { IssueLog, Place } from './issues.ts';
import { InternedStack } from './interned-stack.ts';
import type { CountedStack, Entry } from './model.ts';
import type { ReaderSettings } from './options.ts';

/** Stacks take more than the texts of their frames, which they share. */
const keptShare = 2.5;

export class StackCounts {
  readonly #counts: number[] = [];
  readonly #stacks: (CountedStack | undefined)[] = [];
  readonly #byKey = new Map<string | number, number>();
  readonly #settings: ReaderSettings;
  #folded = -1;
  #keptBytes = 0;
  /** Stacks that share an entry because there were too many different ones. */
  foldedStacks = 0;
  parsed = 0;
  hasNegative = false;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
  }

  /** Whether a new key would be folded. */
  get isFull(): boolean {
    const { groupsPerProfile, stackText } = this.#settings.bounds;
    const entries = this.#counts.length - (this.#folded < 0 ? 0 : 1);
    return entries >= groupsPerProfile || this.#keptBytes > stackText * keptShare;
  }

  /** Adds to the entry of this key; false when there is none. */
  addTo(key: string | number, count: number): boolean {
    const entry = this.#byKey.get(key);
    if (entry === undefined) return false;
    this.#count(entry, count);
    return true;
  }

  /** Adds an entry for a new key. `bytes` is the approximate memory of the stack. */
  addNew(key: string | number, bytes: number, count: number, stack: CountedStack): void {
    if (this.isFull) {
      this.foldedStacks++;
      if (this.#folded < 0) this.#folded = this.#push(undefined);
      this.#count(this.#folded, count);
      return;
    }
    this.#keptBytes += bytes;
    const entry = this.#push(stack);
    this.#byKey.set(key, entry);
    this.#count(entry, count);
  }

  #count(entry: number, count: number): void {
    this.parsed += count;
    if (count < 0) this.hasNegative = true;
    this.#counts[entry]! += count;
  }

  /** `leaked` means that every goroutine of the profile is leaked. */
  list(leaked: boolean): Entry[] {
    return this.#counts.map((count, entry) => {
      const stack = this.#stacks[entry];
      if (stack instanceof InternedStack) return stack.entry(count, leaked ? count : 0);
      const common = { count, leaked: leaked ? count : 0, header: undefined };
      if (stack) return { ...common, ...stack };
      return { ...common, frames: [], elidedFrames: -1, labels: {}, addresses: [], folded: true };
    });
  }

  reportBounds(issues: IssueLog, place: Place): void {
    if (this.foldedStacks === 0) return;
    const goroutines = this.#counts[this.#folded] ?? 0;
    issues.add(
      'groups_folded',
      `${goroutines} of ${this.parsed} goroutines are counted without their stacks: the profile has more different ones than ` +
        `groupsPerProfile (${this.#settings.bounds.groupsPerProfile}) or the memory set aside for stacks allows.`,
      place,
      this.foldedStacks,
    );
  }

  #push(stack: CountedStack | undefined): number {
    this.#stacks.push(stack);
    return this.#counts.push(0) - 1;
  }
}
