// Frames without a goroutine's header, as pasted into a ticket, and stacks with a number in front: `3 instances of:`.
import { isFunctionName } from '../frame-name.ts';
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const instances = /^\s*(\d{1,9}) (?:instances?|times|goroutines?|occurrences?|copies) ?(?:of|in|with|at)?:$/i;
const location = /^\s*((?:[A-Za-z]:)?[^\s:][^:]{0,4000}):(\d{1,9})(?: \+?0x[0-9a-f]+)?(?: [fsp]{2}=.*)?$/;
const creator = /^\s*created by (\S{1,4000})(?: in goroutine \d+)?$/;

export const bareStacksFormat = listingFormat({
  name: 'stacks',
  minPoints: 1,
  pointsOf: (line) => {
    const isOther =
      line.startsWith('WARNING: DATA RACE') ||
      line.endsWith(' on top of the stack:') ||
      (/oroutine \d+ /.test(line) && /\]:?$/.test(line));
    if (isOther) return -1000;
    if (instances.test(line)) return 2;
    // Half the points of the same lines under a header.
    if (readCall(line) !== undefined || creator.test(line)) return 0.5;
    if (/^\s/.test(line) && location.test(line)) return 0.5;
    return line.trim() === '' ? 0 : -1;
  },
  createParser: (builder) => new BareStacksParser(builder),
});

/** The name of a call; undefined for any other line. */
function readCall(line: string): string | undefined {
  const text = line.trim();
  if (!text.endsWith(')') || text.length > 8000) return undefined;
  for (let at = text.indexOf('('); at > 0; at = text.indexOf('(', at + 1)) {
    if (text[at - 1] !== '.' && isFunctionName(text.slice(0, at))) return text.slice(0, at);
  }
  return undefined;
}

class BareStacksParser implements ListingParser {
  readonly limits = 'Goroutines have no header here: neither their states nor their waits are known.';
  readonly #builder: StackBuilder;
  #pending: string | undefined;
  #isCreator = false;
  /** Only another stack may follow. */
  #isClosed = false;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    if (line.trim() === '') {
      this.#complete('', 0);
      if (this.#builder.depth > 0) this.#builder.end();
      return true;
    }
    const count = instances.exec(line);
    if (count) {
      this.#complete('', 0);
      this.#builder.begin({ count: Number(count[1]) });
      this.#isClosed = false;
      return true;
    }
    const place = this.#pending === undefined ? null : location.exec(line);
    if (place) {
      this.#complete(place[1]!, Number(place[2]));
      return true;
    }
    const created = creator.exec(line)?.[1];
    const name = created ?? readCall(line);
    if (name === undefined) return false;
    this.#complete('', 0);
    if (!this.#builder.isOpen || this.#isClosed) {
      this.#builder.begin();
      this.#isClosed = false;
    }
    this.#pending = name;
    this.#isCreator = created !== undefined;
    return true;
  }

  end(): void {
    this.#complete('', 0);
  }

  #complete(file: string, line: number): void {
    if (this.#pending === undefined) return;
    if (this.#isCreator) this.#builder.creator(this.#pending, file, line);
    else this.#builder.frame(this.#pending, file, line);
    this.#isClosed = this.#isCreator;
    this.#pending = undefined;
    this.#isCreator = false;
  }
}
