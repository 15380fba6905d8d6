// Caches what symbols mean. Profiles of one program have the same few thousand functions again and again.
import { limits } from '../limits.ts';
import { readSymbol, type SymbolName } from './symbol.ts';

/** Owned by a caller that interprets many frames. */
export class SymbolCache {
  readonly #known = new Map<string, SymbolName>();
  #characters = 0;

  /** As `readSymbol`. The same name gives the same object while the cache holds it. */
  read(raw: string): SymbolName {
    const known = this.#known.get(raw);
    if (known !== undefined) return known;
    const symbol = readSymbol(raw);
    this.#characters += raw.length;
    if (this.#characters > limits.symbolCharacters.value) {
      this.#known.clear();
      this.#characters = raw.length;
    }
    this.#known.set(raw, symbol);
    return symbol;
  }
}
