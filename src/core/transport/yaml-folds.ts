// Double-quoted text of YAML that is folded over several lines, as `kubectl get -o yaml` prints a text with tabs. A
// line break and the blanks after it are one space, or nothing behind a backslash (YAML 1.2, 7.3.1).
import { decodeText } from './byte-text.ts';
import type { Decoder, DecoderOutput, Place, Transport } from './model.ts';
import { YamlUnfolder } from './yaml-unfolder.ts';

const folded = /^[ \t]*(?:- )?(?:"[^"\\\n]{1,200}": |[\w./-]{1,200}: )?"(?:[^"\\\n]|\\[^\n])*\\?\r?\n[ \t]+[^ \t\n]/m;

export const yamlFolds: Transport = {
  detect(head) {
    if (!folded.test(decodeText(head, 0, head.length))) return [];
    return [{ name: 'folded text of YAML', open: (output, line) => new FoldDecoder(output, line) }];
  },
};

/** Writes each quoted text in one line. The lines behind it keep their numbers. */
class FoldDecoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  readonly #unfolder = new YamlUnfolder();
  #place: Place | undefined;
  /** Line and time of the next input. */
  #next: Place;

  constructor(output: DecoderOutput, line: number) {
    this.#output = output;
    this.#next = { line, timeMs: undefined };
    this.#place = this.#next;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place && (place.line !== this.#next.line || place.timeMs !== this.#next.timeMs)) {
      this.#place = place;
      this.#next = place;
    }
    for (let at = 0; at < piece.length;) {
      const found = piece.indexOf(10, at);
      const end = found < 0 ? piece.length : found + 1;
      this.#hand(this.#unfolder.take(piece.subarray(at, end)));
      if (found >= 0) this.#endLine();
      at = end;
    }
  }

  finish(): void {}

  #endLine(): void {
    this.carriedLines++;
    this.#next = { ...this.#next, line: this.#next.line + 1 };
    if (this.#unfolder.endsFold()) this.#place = this.#next;
  }

  #hand(text: Uint8Array): void {
    if (text.length === 0) return;
    this.#output.write('', text, this.#place);
    this.#place = undefined;
  }
}
