// The rules of folded text in double quotes (YAML 1.2, 7.3.1), byte by byte.

const newline = 10;
const carriageReturn = 13;
const tab = 9;
const space = 32;
const quote = 34;
const dash = 45;
const colon = 58;
const backslash = 92;
const escapedNewline = [backslash, 110];

type State = 'outside' | 'quoted' | 'escape' | 'fold';

export class YamlUnfolder {
  #state: State = 'outside';
  /** The two bytes before the current one. */
  #before: readonly [number, number] = [newline, newline];
  /** Line ends of the open fold. */
  #breaks = 0;
  /** A backslash takes the first of them away. */
  #isJoined = false;
  /** A line end was left out since the last one that was written. */
  #isFolded = false;

  /** Takes text up to a line end at most, and returns it unfolded. */
  take(piece: Uint8Array): Uint8Array {
    const text: number[] = [];
    for (const byte of piece) {
      this.#take(byte, text);
      this.#before = [this.#before[1], byte];
    }
    return Uint8Array.from(text);
  }

  /** Whether the last line end that was taken ends a line with folds. */
  endsFold(): boolean {
    if (this.#state !== 'outside' || !this.#isFolded) return false;
    this.#isFolded = false;
    return true;
  }

  #take(byte: number, text: number[]): void {
    switch (this.#state) {
      case 'outside': {
        const [first, second] = this.#before;
        if (byte === quote && second === space && (first === colon || first === dash)) this.#state = 'quoted';
        text.push(byte);
        return;
      }
      case 'quoted':
        return this.#takeQuoted(byte, text);
      case 'escape':
        if (byte === newline || byte === carriageReturn) return this.#fold(byte, true);
        this.#state = 'quoted';
        if (byte !== space) text.push(backslash);
        text.push(byte);
        return;
      case 'fold':
        if (byte === newline) this.#breaks++;
        if (byte === newline || byte === space || byte === tab || byte === carriageReturn) return;
        this.#endFold(text);
        return this.#takeQuoted(byte, text);
    }
  }

  #takeQuoted(byte: number, text: number[]): void {
    if (byte === newline || byte === carriageReturn) return this.#fold(byte, false);
    this.#state = byte === backslash ? 'escape' : byte === quote ? 'outside' : 'quoted';
    if (byte !== backslash) text.push(byte);
  }

  #fold(byte: number, isJoined: boolean): void {
    this.#state = 'fold';
    this.#isFolded = true;
    this.#isJoined = isJoined;
    this.#breaks = byte === newline ? 1 : 0;
  }

  /** An empty line in a fold is a line end of the text. */
  #endFold(text: number[]): void {
    if (this.#breaks <= 1 && !this.#isJoined) text.push(space);
    for (let i = 1; i < this.#breaks; i++) text.push(...escapedNewline);
  }
}
