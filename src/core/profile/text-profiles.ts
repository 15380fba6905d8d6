// The profiles of a text without transports. Each is passed to the reader of its form, from the line that opens it.
import { matches } from '../transport/byte-text.ts';
import { findMark, speaksOfGoroutines } from '../transport/marks.ts';
import { opensOtherCounts } from './counts-lines.ts';
import { LineWindows, type Window } from '../transport/line-windows.ts';
import type { Place } from '../transport/model.ts';
import type { TextLeaf } from '../transport/stage.ts';
import { join } from '../transport/byte-text.ts';
import type { ReadingContext, TextEnd, TextFormat, TextProfileReader } from './format.ts';
import { textFormats } from './formats.ts';
import { Surroundings } from './surroundings.ts';
import type { ProfileCollection, ProfileSlot } from './profile-collection.ts';

/** The shortest opening of a profile: `panic: `, `1 @ 0x1`. Endless short lines are skipped quickly. */
const minOpeningBytes = 7;
/** Lines that seem to use another transport are examined this often. After that, reading goes on as before. */
const maxHalts = 64;

export class TextProfiles implements TextLeaf {
  readonly #profiles: ProfileCollection;
  readonly #part: string;
  readonly #listing: TextFormat | undefined;
  readonly #maxLineBytes: number;
  readonly #windows: LineWindows;
  #slot: ProfileSlot | undefined;
  #reader: TextProfileReader | undefined;
  #line = 1;
  /** The line that opened the profile being read. */
  #openLine = 1;
  #timeMs: number | undefined;
  readonly #surroundings = new Surroundings();
  #haltsLeft = maxHalts;
  /** The lines of a profile that counts something else are being passed. */
  #inOtherCounts = false;
  /** The next line has been examined already. */
  #accepts = false;
  #rest: Uint8Array[] | undefined;

  /** `listing` is the tool that wrote the whole text. */
  constructor(profiles: ProfileCollection, part: string, listing?: TextFormat) {
    this.#profiles = profiles;
    this.#part = part;
    this.#maxLineBytes = profiles.settings.bounds.line;
    this.#listing = listing;
    this.#windows = new LineWindows(this.#maxLineBytes, (window) => this.#take(window));
  }

  get isHalted(): boolean {
    return this.#rest !== undefined;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) {
      this.#line = place.line;
      if (this.#reader) this.#reader.line = place.line;
      this.#timeMs = place.timeMs ?? this.#timeMs;
    }
    this.#windows.push(piece);
    if (this.#rest) this.#rest.push(this.#windows.takeCarried());
  }

  resume(): { readonly rest: Uint8Array; readonly line: number } {
    const rest = join(this.#rest ?? []);
    this.#rest = undefined;
    this.#accepts = true;
    return { rest, line: this.#line };
  }

  finish(): void {
    // The last line is no longer examined.
    this.#haltsLeft = 0;
    const cutLine = this.#windows.finish();
    this.#endProfile({ cutLine, offset: this.#windows.offset }, false);
  }

  #take(window: Window): void {
    if (this.#rest) {
      this.#rest.push(window.bytes.slice(window.start, window.end));
      return;
    }
    if (this.#profiles.isFull) return;
    let at = window.start;
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- a getter
    while (at < window.end && !this.#profiles.isFull) {
      if (this.#reader) {
        at = this.#reader.read(window, at);
        this.#line = this.#reader.line;
        if (at === window.end) return;
        // oxlint-disable-next-line typescript/no-unnecessary-condition -- the reader sets it
        if (this.#rest) return this.#haltAt(window, at);
        this.#endProfile({ cutLine: false, offset: window.offset + at }, true);
        continue;
      }
      if (this.#listing) {
        this.#open(this.#listing);
        continue;
      }
      const shortEnd = findShortEnd(window.bytes, at);
      if (shortEnd >= 0) {
        this.#line++;
        at = shortEnd + 1;
        continue;
      }
      const lineEnd = window.bytes.indexOf(10, at);
      const readable = Math.min(lineEnd, at + this.#maxLineBytes);
      if (opensOtherCounts(window.bytes, at, readable)) this.#inOtherCounts = true;
      const format = this.#findFormat(window.bytes, at, readable);
      if (format) {
        this.#open(format);
        continue;
      }
      // A label's value may hold any text.
      const isWhole = readable === lineEnd && !matches(window.bytes, at, readable, '# labels: {');
      if (isWhole && findMark(window.bytes, at, readable) >= 0 && this.#isCarried()) return this.#haltAt(window, at);
      const isOtherFrame = this.#inOtherCounts && window.bytes[at] === 35;
      if (!isOtherFrame) this.#surroundings.take(window.bytes, at, readable);
      this.#line++;
      at = lineEnd + 1;
    }
  }

  /** Rows that follow the heading of another profile are its own. */
  #findFormat(bytes: Uint8Array, start: number, end: number): TextFormat | undefined {
    if (this.#inOtherCounts && !speaksOfGoroutines(bytes, start, end)) return undefined;
    return textFormats.find((each) => each.opensAt(bytes, start, end));
  }

  #open(format: TextFormat): void {
    this.#inOtherCounts = false;
    this.#openLine = this.#line;
    this.#slot = this.#profiles.open();
    this.#reader = format.createReader(this.#makeContext(this.#slot), this.#line);
  }

  #makeContext(slot: ProfileSlot): ReadingContext {
    return {
      settings: this.#profiles.settings,
      profile: () => slot.index(),
      timeMs: () => this.#timeMs,
      surroundings: this.#surroundings,
      isCarried: () => this.#isCarried(),
    };
  }

  /** Whether a line that another transport may carry is to be examined. If so, reading stops there. */
  #isCarried(): boolean {
    if (this.#accepts) {
      this.#accepts = false;
      return false;
    }
    if (this.#haltsLeft === 0) return false;
    this.#haltsLeft--;
    this.#rest = [];
    return true;
  }

  #haltAt(window: Window, at: number): void {
    this.#rest = [window.bytes.slice(at, window.end)];
  }

  /** `more` means that text follows. */
  #endProfile(end: TextEnd, more: boolean): void {
    const [reader, slot] = [this.#reader, this.#slot];
    if (!reader || !slot) return;
    this.#reader = undefined;
    const profile = reader.finish(end);
    if (!profile) return;
    const named = this.#part === '' ? profile : { ...profile, part: this.#part };
    this.#profiles.close(slot, named, this.#openLine, more ? this.#line : 0);
  }
}

/** The end of a line that is too short to open a profile; -1 where the line is longer. */
function findShortEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < start + minOpeningBytes; at++) if (bytes[at] === 10) return at;
  return -1;
}
