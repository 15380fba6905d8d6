// Delve's `goroutines` command, with `-t` and `-group`, and its `bt` command. pkg/terminal/command.go.
import { readMinutes } from '../header.ts';
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const goroutine =
  /^[\s*]*Goroutine (\d{1,18}) - (?:User|Runtime|Start|Go): (\S.{0,4000}?):(\d{1,9}) (\S+) \(0x[0-9a-f]+\)(?: \(thread \d+\))?(?: \[([^\]]*)\])?/;
const frame = /^\s*(\d{1,4})\s+0x[0-9a-f]{4,16} in (\S+)$/;
const place = /^\s+at (\S.{0,4000}):(\d{1,9})$/;
const total = /^\s*Total: (\d{1,9})$/;
/** `[3 goroutines]`, `(truncated)`, `…` of a group, the place that a group is named after, labels. */
const known =
  /^\s*(?:\[\d+ goroutines\]|\(truncated\)|\.{3}|…|>.*|\(dlv\).*|error: .*|labels: .*|.*:\d+ \S+:|\S+:|\S+\.\S+)\s*$/;

export const delveFormat = listingFormat({
  name: 'delve',
  minPoints: 3,
  pointsOf: (line) => (goroutine.test(line) ? 3 : frame.test(line) ? 2 : place.test(line) ? 1 : 0),
  createParser: (builder) => new DelveParser(builder),
});

interface UserPlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

class DelveParser implements ListingParser {
  readonly #builder: StackBuilder;
  #pending: string | undefined;
  /** The place of the user's code in the open goroutine. It is the whole stack unless frames follow. */
  #user: UserPlace | undefined;
  /** Goroutines of the group listed so far, and the last of them. */
  #listed = 0;
  #last: { readonly status: string; readonly waitMinutes: number } = { status: '', waitMinutes: 0 };
  #lastUser: UserPlace | undefined;
  limits: string | undefined;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    const found = goroutine.exec(line);
    if (found) {
      this.#endStack();
      const [, id, file, at, name, words = ''] = found;
      this.#last = readWords(words);
      this.#builder.begin({ id: Number(id), ...this.#last });
      this.#user = { name: name!, file: file!, line: Number(at) };
      this.#lastUser = this.#user;
      this.#listed++;
      return true;
    }
    const at = place.exec(line);
    if (at && this.#pending !== undefined) {
      this.#completeFrame(at[1]!, Number(at[2]));
      return true;
    }
    const called = frame.exec(line);
    if (called) {
      this.#completeFrame('', 0);
      if (!this.#builder.isOpen || (called[1] === '0' && this.#builder.depth > 0)) {
        this.#endStack();
        this.#builder.begin();
      }
      this.#pending = called[2];
      return true;
    }
    const sum = total.exec(line);
    if (!sum) return line.trim() === '' || known.test(line);
    this.#endStack();
    this.#addUnlisted(Number(sum[1]) - this.#listed);
    this.#listed = 0;
    return true;
  }

  end(): void {
    this.#endStack();
  }

  /** Counts the rest of a group. A group lists some goroutines and counts the others at the same place. */
  #addUnlisted(count: number): void {
    if (count <= 0 || !this.#lastUser) return;
    this.#builder.begin({ count, status: this.#last.status });
    this.#builder.frame(this.#lastUser.name, this.#lastUser.file, this.#lastUser.line);
    this.#builder.end();
    this.limits = 'Delve lists only some goroutines of each group: the states and waits of the others are not known.';
  }

  #completeFrame(file: string, line: number): void {
    if (this.#pending !== undefined) this.#builder.frame(this.#pending, file, line);
    this.#pending = undefined;
  }

  #endStack(): void {
    this.#completeFrame('', 0);
    if (this.#user && this.#builder.isOpen && this.#builder.depth === 0) {
      this.#builder.frame(this.#user.name, this.#user.file, this.#user.line);
      this.limits ??= 'Delve lists only the innermost frame of the user\'s code: "goroutines -t" shows whole stacks.';
    }
    this.#user = undefined;
    this.#builder.end();
  }
}

/** `chan receive 40m2s`. Some versions print a bare number, whose beginning nobody knows. */
function readWords(text: string): { readonly status: string; readonly waitMinutes: number } {
  const words = text.replace(/ \d+$/, '');
  const space = words.lastIndexOf(' ');
  const waitMinutes = space < 0 ? undefined : readMinutes(words.slice(space + 1));
  return { status: waitMinutes === undefined ? words : words.slice(0, space), waitMinutes: waitMinutes ?? 0 };
}
