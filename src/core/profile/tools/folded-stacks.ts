// Folded stacks, as flame graph scripts take them: functions from outermost to innermost, separated by semicolons, then
// a count.
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const stack = /^([^;\s][^;]{0,4000}(?:;[^;]{1,4000}){0,2000}) (\d{1,12})$/;
/** Go functions have a package and a dot, whatever else is in a line. */
const goName = /(?:^|;)(?:[\w./~%-]+\.[\w.()*[\]…-]+)(?:;| \d+$)/;

export const foldedFormat = listingFormat({
  name: 'folded',
  minPoints: 2,
  pointsOf: (line) => {
    if (line === '') return 0;
    return line.includes(';') && stack.test(line) && goName.test(line) ? 2 : -1;
  },
  createParser: (builder) => new FoldedParser(builder),
});

class FoldedParser implements ListingParser {
  readonly limits =
    'Folded stacks say neither states nor waits, nor what they count: goroutines, if it was a goroutine profile.';
  readonly #builder: StackBuilder;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    if (line === '') return true;
    const found = stack.exec(line);
    if (!found) return false;
    this.#builder.begin({ count: Number(found[2]) });
    for (const name of found[1]!.split(';').reverse()) this.#builder.frame(name.trim());
    this.#builder.end();
    return true;
  }
}
