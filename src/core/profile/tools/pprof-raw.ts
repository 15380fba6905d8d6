// `go tool pprof -raw`: samples as numbers of locations, then the locations.
import { isPprofHead } from './pprof-head.ts';
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const types = /^\s*(?:[\w-]+\/[\w-]+(?:\[dflt\])?\s*)+$/;
const sample = /^\s*(-?\d{1,12}(?:\s+-?\d{1,15})*): ((?:\d{1,9} ?)*)$/;
const location = /^\s*(\d{1,9}): 0x[0-9a-f]+ (?:M=\d+ )?(?:\[F\] ?)?(.*)$/;
const frame = /^\s*(\S.*?) (\S.{0,4000}?):(\d{1,9})(?::\d+)?(?: s=\d+(?:\([^)]*\))?)?$/;
const maxLocations = 1_000_000;

export const pprofRawFormat = listingFormat({
  name: 'pprof -raw',
  minPoints: 8,
  pointsOf: (line) => {
    if (/^PeriodType: goroutine/.test(line)) return 6;
    if (/^\s*(?:goroutine|goroutines|goroutineleak)\/count/.test(line)) return 6;
    return sample.test(line) || location.test(line) ? 1 : 0;
  },
  createParser: (builder) => new RawParser(builder),
});

type Section = 'head' | 'types' | 'samples' | 'locations' | 'mappings';
type RawFrame = readonly [name: string, file: string, line: number];

class RawParser implements ListingParser {
  readonly #builder: StackBuilder;
  #section: Section = 'head';
  /** Which value of a sample counts goroutines. */
  #column = 0;
  readonly #samples: { readonly count: number; readonly locations: readonly number[] }[] = [];
  readonly #locations = new Map<number, RawFrame[]>();
  #open: RawFrame[] | undefined;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    switch (line.trim()) {
      case 'Samples:':
        this.#section = 'types';
        return true;
      case 'Locations':
        this.#section = 'locations';
        return true;
      case 'Mappings':
        this.#section = 'mappings';
        return true;
      case '':
        return true;
    }
    switch (this.#section) {
      case 'head':
        return isPprofHead(line);
      case 'types':
        this.#section = 'samples';
        this.#column = Math.max(
          0,
          line
            .trim()
            .split(/\s+/)
            .findIndex((type) => type.startsWith('goroutine')),
        );
        return types.test(line);
      case 'samples':
        return this.#takeSample(line);
      case 'locations':
        return this.#takeLocation(line);
      case 'mappings':
        return true;
    }
  }

  end(): void {
    for (const { count, locations } of this.#samples) {
      this.#builder.begin({ count });
      for (const id of locations) for (const each of this.#locations.get(id) ?? []) this.#builder.frame(...each);
      this.#builder.end();
    }
  }

  #takeSample(line: string): boolean {
    const found = sample.exec(line);
    // Labels of the sample above.
    if (!found) return /^\s+[\w.-]+:\[/.test(line);
    const count = Number(found[1]!.split(/\s+/)[this.#column] ?? 0);
    if (this.#samples.length < maxLocations) {
      this.#samples.push({ count, locations: found[2]!.trim().split(' ').map(Number) });
    }
    return true;
  }

  #takeLocation(line: string): boolean {
    const found = location.exec(line);
    if (found && this.#locations.size < maxLocations) {
      this.#open = [];
      this.#locations.set(Number(found[1]), this.#open);
    }
    const text = found ? found[2]! : line;
    const read = frame.exec(text);
    if (read) this.#open?.push([read[1]!, read[2]!, Number(read[3])]);
    return read !== null || found !== null;
  }
}
