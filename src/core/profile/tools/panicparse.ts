// The output of panicparse: a bucket of goroutines, then one call per line in columns. github.com/maruel/panicparse.
import { readMinutes } from '../header.ts';
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const bucket =
  /^(\d{1,9}): ([a-z][^[]{0,200}?)(?: \[(\d+)(?:~(\d+))? minutes\])?(?: \[locked\])?(?: \[Created by (\S+) @ (\S+):(\d+)\])?$/i;
const call = /^ {2,}(\S+)\s+(\S+):(\d{1,9})\s+(\S.*\))$/;

export const panicparseFormat = listingFormat({
  name: 'panicparse',
  minPoints: 4,
  pointsOf: (line) => (bucket.test(line) ? 2 : call.test(line) ? 2 : 0),
  createParser: (builder) => new BucketsParser(builder),
});

class BucketsParser implements ListingParser {
  readonly limits =
    'panicparse has joined goroutines and shortened names: packages lack their paths, waits their spread.';
  readonly #builder: StackBuilder;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    if (line.trim() === '') return true;
    const found = bucket.exec(line);
    if (found) {
      const [, count, status, from, to, creator, file, at] = found;
      this.#builder.begin({
        count: Number(count),
        status: status!,
        waitMinutes: readMinutes(`${to ?? from ?? 0}m`) ?? 0,
      });
      if (creator !== undefined) this.#builder.creator(creator, file, Number(at));
      return true;
    }
    const row = call.exec(line);
    if (!row || !this.#builder.isOpen) return /^(?:GOROUTINE|To see all|panic: |fatal error: |\[signal )/.test(line);
    const [, scope, file, at, name] = row;
    const open = name!.startsWith('(*') ? name!.indexOf('(', 2) : name!.indexOf('(');
    const called = name!.slice(0, open);
    this.#builder.frame(called.startsWith(`${scope}.`) ? called : `${scope}.${called}`, file, Number(at));
    return true;
  }
}
