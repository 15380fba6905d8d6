// `go tool pprof -traces`: one block per stack, with the count before the innermost function.
import { isPprofHead, readPprofType } from './pprof-head.ts';
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const rule = /^-{5,}\+-{5,}$/;
const counted = /^\s*(\d{1,12})\s{2,}(\S.*)$/;
const further = /^\s{8,}(\S.*)$/;
const label = /^\s*[\w.-]+:\s/;

export const pprofTracesFormat = listingFormat({
  name: 'pprof -traces',
  minPoints: 6,
  pointsOf: (line) => {
    const type = readPprofType(line);
    if (type !== undefined) return type === 'goroutines' ? 4 : -1000;
    // Its indented lines are not specific to it.
    return rule.test(line) ? 2 : 0;
  },
  createParser: (builder) => new TracesParser(builder),
});

class TracesParser implements ListingParser {
  readonly #builder: StackBuilder;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    if (rule.test(line)) {
      this.#builder.end();
      return true;
    }
    if (line.trim() === '' || isPprofHead(line)) return true;
    const first = this.#builder.isOpen ? null : counted.exec(line);
    if (first) {
      this.#builder.begin({ count: Number(first[1]) });
      this.#addFrame(first[2]!);
      return true;
    }
    if (label.test(line)) return true;
    const next = further.exec(line);
    if (!next || !this.#builder.isOpen) return false;
    this.#addFrame(next[1]!);
    return true;
  }

  /** Takes `main.push`, or `main.push /src/store.go:41` with `-lines`. Either may end with `(inline)`. */
  #addFrame(text: string): void {
    const plain = text.replace(/ \((?:partial-)?inline\)$/, '');
    const placed = /^(\S.*?) (\S+):(\d{1,9})$/.exec(plain);
    if (placed) this.#builder.frame(placed[1]!, placed[2], Number(placed[3]));
    else this.#builder.frame(plain);
  }
}
