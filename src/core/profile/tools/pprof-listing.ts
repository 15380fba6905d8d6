// `go tool pprof -top`, `-tree` and `-peek`: functions with their own counts, without stacks.
import { isPprofHead, readPprofType } from './pprof-head.ts';
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const row = /^\s*(\d{1,12})\s+[\d.]{1,8}%\s+[\d.]{1,8}%\s+(\d{1,12})\s+[\d.]{1,8}%\s+(?:\|\s+)?(\S.*)$/;
/** A caller or callee in `-tree` and `-peek`. */
const edge = /^\s*\d{1,12}\s+[\d.]{1,8}%\s*\|/;
const heading = /^\s*flat\s+flat%\s+sum%\s+cum\s+cum%/;

export const pprofListingFormat = listingFormat({
  name: 'pprof -top',
  minPoints: 6,
  pointsOf: (line) => {
    const type = readPprofType(line);
    if (type !== undefined) return type === 'goroutines' ? 4 : -1000;
    return heading.test(line) ? 4 : row.test(line) ? 2 : edge.test(line) ? 1 : 0;
  },
  createParser: (builder) => new RowsParser(builder),
});

class RowsParser implements ListingParser {
  readonly limits =
    'pprof lists functions here, not stacks: each goroutine is counted at its innermost function. "-traces" or the profile itself shows stacks.';
  readonly #builder: StackBuilder;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    const found = row.exec(line);
    if (!found) {
      return line.trim() === '' || isPprofHead(line) || heading.test(line) || edge.test(line) || /^-{5,}/.test(line);
    }
    const [, flat, , name] = found;
    if (Number(flat) === 0) return true;
    this.#builder.begin({ count: Number(flat) });
    this.#builder.frame(name!.replace(/ \((?:partial-)?inline\)$/, ''));
    this.#builder.end();
    return true;
  }
}
