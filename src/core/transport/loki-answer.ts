// The answer of Loki's query API: pairs of a time in nanoseconds and a line, under the labels of their stream. All of
// it may stand on one line. A stream usually begins with its newest line, and its times show the order.
import { decodeText, encodeText } from './byte-text.ts';
import { DecodedText } from './decoded-text.ts';
import { findStringEnd, parseJson } from './json-text.ts';
import { findMark } from './marks.ts';
import type { Transport } from './model.ts';

/** A longer line of a log is dropped. */
const maxTextCharacters = 1024 * 1024;
const maxLabelsCharacters = 64 * 1024;
const opening = /\[\s{0,40}"(\d{16,20})",\s{0,40}"/;
/** Lines of a stream that are held back until its order is known. */
const maxHeldCharacters = 8 * 1024 * 1024;
const labelsWord = '"stream"';
const longestName = 120;
/** The part of an opening that may stand at the end of a piece. */
const maxOpening = 256;

export const lokiAnswer: Transport = {
  detect(head) {
    if (findMark(head, 0, head.length) < 0) return [];
    if (!isLokiAnswer(decodeText(head, 0, head.length))) return [];
    return [{ name: 'an answer of Loki', open: (output, line) => new AnswerDecoder(output, line) }];
  },
};

/** Whether a line of Loki stands in the text: its time in nanoseconds before it. */
export function isLokiAnswer(text: string): boolean {
  return opening.test(text);
}

class AnswerDecoder extends DecodedText {
  readonly #opening = new RegExp(opening, 'g');
  #stream = '';
  #held: HeldLine[] = [];
  #heldCharacters = 0;

  override finish(): void {
    super.finish();
    this.#handOut();
  }

  protected override take(ended: boolean): void {
    const text = this.text;
    let at = 0;
    for (;;) {
      this.#opening.lastIndex = at;
      const found = this.#opening.exec(text);
      if (!found) break;
      const from = this.#opening.lastIndex;
      const end = findStringEnd(text, from, maxTextCharacters);
      if (end < 0 && !ended && text.length - from <= maxTextCharacters) {
        this.#drop(at, this.#labelsBefore(text, at, found.index));
        return;
      }
      const between = text.slice(at, found.index);
      this.#readLabels(between);
      this.line += between.split('\n').length - 1;
      at = end < 0 ? from : end + 1;
      if (end >= 0) this.#hold(text.slice(from - 1, end + 1), found[1]!);
    }
    const labels = text.lastIndexOf(labelsWord);
    const rest = Math.max(at, text.length - maxOpening);
    const kept = labels >= at && text.length - labels < maxLabelsCharacters ? Math.min(labels, rest) : rest;
    this.#drop(at, kept);
  }

  /** Forgets the text before `to`. Its lines were counted up to `from`. */
  #drop(from: number, to: number): void {
    this.line += this.text.slice(from, to).split('\n').length - 1;
    this.text = this.text.slice(to);
  }

  /** Where the labels of a stream begin between two lines; `end` where none do. */
  #labelsBefore(text: string, start: number, end: number): number {
    const labels = text.lastIndexOf(labelsWord, end);
    return labels >= start ? labels : end;
  }

  #readLabels(between: string): void {
    const labels = between.lastIndexOf(labelsWord);
    const isTooLong = between.length - labels > maxLabelsCharacters;
    const found = labels < 0 || isTooLong ? undefined : /^"stream"\s*:\s*(\{[^{}]*\})/.exec(between.slice(labels));
    const values = found && parseJson(found[1]!);
    if (typeof values !== 'object' || values === null) return;
    this.#handOut();
    this.#stream = Object.entries(values)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(' ')
      .slice(0, longestName);
  }

  #hold(quoted: string, time: string): void {
    const text = parseJson(quoted);
    if (typeof text !== 'string') return;
    this.carriedLines++;
    this.#held.push({ text, time, line: this.line });
    this.#heldCharacters += text.length;
    if (this.#heldCharacters > maxHeldCharacters) this.#handOut();
  }

  /** Hands out the lines of a stream, oldest first. */
  #handOut(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldCharacters = 0;
    const [first, last] = [held[0], held.at(-1)];
    if (first && last && isLater(first.time, last.time)) held.reverse();
    for (const { text, time, line } of held) {
      this.output.write(this.#stream, encodeText(`${text}\n`), { line, timeMs: Number(time.slice(0, -6)) });
    }
  }
}

interface HeldLine {
  readonly text: string;
  /** Nanoseconds, as text: too many digits for a number. */
  readonly time: string;
  readonly line: number;
}

function isLater(first: string, second: string): boolean {
  return first.length === second.length ? first > second : first.length > second.length;
}
