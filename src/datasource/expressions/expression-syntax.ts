// Whether RE2 takes a pattern, told while it is typed: RE2 itself weighs as much as both editors together, and only the
// backend matches with it. A test holds this reading to RE2's own, word for word.
import { knowsUnicodeClass } from './unicode-class.ts';

/** `reason` is RE2's wording; `part` the piece of the pattern at fault. */
export interface SyntaxFault {
  readonly reason: string;
  readonly part: string;
}

const longestRepeat = 1_000;
const namedClasses =
  /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;

class Fault extends Error {
  readonly fault: SyntaxFault;
  constructor(reason: string, part: string) {
    super(reason);
    this.fault = { reason, part };
  }
}

/** Undefined when RE2 would compile the pattern; how large a program it makes of one is for the backend to judge. */
export function findSyntaxFault(pattern: string): SyntaxFault | undefined {
  try {
    new Scanner(pattern).scan();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}

/** One group as far as it is read. `times` is how often the repetitions in something, multiplied, repeat its parts. */
interface Group {
  /** Of what a repetition would repeat; undefined at the start, where there is nothing. */
  lastTimes: number | undefined;
  /** The most of what stands before that. */
  times: number;
}

const newGroup = (): Group => ({ lastTimes: undefined, times: 1 });
const timesOf = ({ lastTimes, times }: Group): number => Math.max(lastTimes ?? 1, times);

class Scanner {
  readonly #text: string;
  readonly #names = new Set<string>();
  readonly #open: Group[] = [];
  #at = 0;
  #group = newGroup();

  constructor(text: string) {
    this.#text = text;
  }

  scan(): void {
    let repeatedAt = -1;
    while (this.#at < this.#text.length) {
      const start = this.#at;
      repeatedAt = this.#scanOne(repeatedAt) ? start : -1;
    }
    if (this.#open.length > 0) throw new Fault('missing closing )', this.#text);
  }

  /** Moves past one piece, and says whether it was a repetition. `repeatedAt`: where the one before it began, or -1. */
  #scanOne(repeatedAt: number): boolean {
    const character = this.#text[this.#at];
    if (character === '(') this.#openGroup();
    else if (character === ')') this.#closeGroup();
    else if (character === '|') this.#alternate();
    else if (character === '[') this.#scanClass();
    else if (character === '\\') this.#scanEscape();
    else if (character === '*' || character === '+' || character === '?') this.#repeat(1, 1, repeatedAt);
    else if (character === '{') return this.#scanCounted(repeatedAt);
    else this.#addCharacter();
    return character === '*' || character === '+' || character === '?';
  }

  #add(times = 1): void {
    this.#group = { lastTimes: times, times: timesOf(this.#group) };
  }

  #addCharacter(): void {
    this.#pop();
    this.#add();
  }

  #openGroup(): void {
    if (!this.#text.startsWith('(?', this.#at)) this.#at++;
    else if (!this.#scanGroupHead()) return;
    this.#open.push(this.#group);
    this.#group = newGroup();
  }

  /** What follows `(?`. False when it sets flags and opens nothing. */
  #scanGroupHead(): boolean {
    const rest = this.#text.slice(this.#at);
    const named = /^\(\?P?</.exec(rest)?.[0];
    if (named !== undefined) {
      const end = rest.indexOf('>');
      if (end < 0) throw new Fault('invalid named capture', rest);
      const name = rest.slice(named.length, end);
      if (!/^\w+$/.test(name)) throw new Fault('invalid named capture', rest.slice(0, end + 1));
      if (this.#names.has(name)) throw new Fault('duplicate capture group name', name);
      this.#names.add(name);
      this.#at += end + 1;
      return true;
    }
    const flags = /^\(\?(?:[imsU]*|[imsU]*-[imsU]+)[:)]/.exec(rest)?.[0];
    if (flags === undefined) {
      // Up to the first character that no flags have.
      const read = /^\(\?[imsU]*(?:-[imsU]*)?/.exec(rest)?.[0] ?? '';
      throw new Fault('invalid or unsupported Perl syntax', read + firstCharacter(rest.slice(read.length)));
    }
    this.#at += flags.length;
    return flags.endsWith(':');
  }

  #closeGroup(): void {
    const outer = this.#open.pop();
    if (outer === undefined) throw new Fault('unexpected )', this.#text);
    const times = timesOf(this.#group);
    this.#group = outer;
    this.#at++;
    this.#add(times);
  }

  #alternate(): void {
    this.#at++;
    this.#group = { lastTimes: undefined, times: timesOf(this.#group) };
  }

  /** `{2}`, `{2,}` and `{2,5}`; any other brace stands for itself. */
  #scanCounted(repeatedAt: number): boolean {
    const [whole, from, comma, to] = /^\{(0|[1-9]\d*)(,)?(0|[1-9]\d*)?\}/.exec(this.#text.slice(this.#at)) ?? [];
    if (whole === undefined || from === undefined || (comma === undefined && to !== undefined)) {
      this.#addCharacter();
      return false;
    }
    const min = Number(from);
    const max = comma === undefined ? min : to === undefined ? -1 : Number(to);
    if (min > longestRepeat || max > longestRepeat || (max >= 0 && min > max)) {
      throw new Fault('invalid repeat count', whole);
    }
    this.#repeat(whole.length, max < 0 ? Math.max(min, 1) : max, repeatedAt);
    return true;
  }

  #repeat(length: number, count: number, repeatedAt: number): void {
    const start = this.#at;
    this.#at += length;
    if (this.#text[this.#at] === '?') this.#at++;
    if (repeatedAt >= 0) {
      throw new Fault('invalid nested repetition operator', this.#text.slice(repeatedAt, this.#at));
    }
    const { lastTimes } = this.#group;
    const written = this.#text.slice(start, this.#at);
    if (lastTimes === undefined) throw new Fault('missing argument to repetition operator', written);
    if (lastTimes * count > longestRepeat) throw new Fault('invalid repeat count', written);
    this.#group.lastTimes = Math.max(lastTimes * count, 1);
  }

  #scanEscape(): void {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith('\\Q')) {
      const end = rest.indexOf('\\E');
      this.#at += end < 0 ? rest.length : end + 2;
      if (end !== 2 && rest.length > 2) this.#add();
      return;
    }
    if (rest.startsWith('\\C')) throw new Fault('invalid escape sequence', '\\C');
    if (/^\\[AbBz]/.test(rest)) this.#at += 2;
    else if (!this.#skipSharedClass()) this.#popEscaped();
    this.#add();
  }

  #scanClass(): void {
    const start = this.#at;
    this.#at++;
    if (this.#text[this.#at] === '^') this.#at++;
    for (let isFirst = true; isFirst || this.#text[this.#at] !== ']'; isFirst = false) {
      const pieceAt = this.#at;
      const rest = this.#text.slice(pieceAt);
      if (rest.startsWith('[:')) {
        const end = rest.indexOf(':]');
        const named = namedClasses.exec(rest)?.[0];
        if (end >= 0 && named === undefined) {
          throw new Fault('invalid character class range', rest.slice(0, end + 2));
        }
        this.#at += named?.length ?? 0;
        if (named !== undefined) continue;
      }
      if (this.#skipSharedClass()) continue;
      const low = this.#popOfClass(start);
      if (this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']') continue;
      this.#at++;
      if (this.#popOfClass(start) < low) {
        throw new Fault('invalid character class range', this.#text.slice(pieceAt, this.#at));
      }
    }
    this.#at++;
    this.#add();
  }

  /** `\d` and `\pL`, which stand in brackets and outside. False when there is none. */
  #skipSharedClass(): boolean {
    const rest = this.#text.slice(this.#at);
    if (/^\\[dDsSwW]/.test(rest)) {
      this.#at += 2;
      return true;
    }
    if (!/^\\[pP]/.test(rest)) return false;
    const whole = /^\\.(?:\{[^}]*\}|[^{])/su.exec(rest)?.[0];
    if (whole === undefined) throw new Fault('invalid character class range', rest);
    const name = whole.slice(2).replace(/^\{(.*)\}$/s, '$1');
    if (!knowsUnicodeClass(name.replace(/^\^/, ''))) throw new Fault('invalid character class range', whole);
    this.#at += whole.length;
    return true;
  }

  #popOfClass(start: number): number {
    if (this.#at >= this.#text.length) throw new Fault('missing closing ]', this.#text.slice(start));
    return this.#text[this.#at] === '\\' ? this.#popEscaped() : this.#pop();
  }

  #pop(): number {
    const character = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += character > 0xffff ? 2 : 1;
    return character;
  }

  /** The character that an escape stands for. */
  #popEscaped(): number {
    const rest = this.#text.slice(this.#at);
    if (rest === '\\') throw new Fault('trailing backslash at end of expression', '');
    const [octal = '', octalDigits = ''] = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest) ?? [];
    if (octal !== '') return this.#take(octal, parseInt(octalDigits, 8));
    if (rest.startsWith('\\x')) return this.#popHexadecimal(rest);
    const [control = '', letter = ''] = /^\\([afnrtv])/.exec(rest) ?? [];
    if (control !== '') return this.#take(control, controls[letter] ?? 0);
    const character = firstCharacter(rest.slice(1));
    if (/^[\da-z]/i.test(character) || character > '\x7f') throw new Fault('invalid escape sequence', `\\${character}`);
    return this.#take(`\\${character}`, character.charCodeAt(0));
  }

  /** `\x41` and `\x{41}`. */
  #popHexadecimal(rest: string): number {
    const [whole = '', long, short] = /^\\x(?:\{([\da-f]+)\}|([\da-f]{2}))/i.exec(rest) ?? [];
    const value = parseInt(long ?? short ?? '', 16);
    if (value <= 0x10ffff) return this.#take(whole, value);
    // Up to the digit or character that spoils it.
    const fine = /^\\x(?:\{0*(?:10[\da-f]{4}|[\da-f]{1,5})?|[^])?/iu.exec(rest)?.[0] ?? '';
    throw new Fault('invalid escape sequence', fine + firstCharacter(rest.slice(fine.length)));
  }

  #take(written: string, value: number): number {
    this.#at += written.length;
    return value;
  }
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function firstCharacter(text: string): string {
  const [first = ''] = text;
  return first;
}
