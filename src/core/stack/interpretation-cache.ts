// What interpretations of profiles share.
import { ReadingCache } from './reading-cache.ts';
import { SymbolCache } from './symbol-cache.ts';

/** Owned by a caller that interprets many profiles of the same programs. Its size is bounded. */
export class InterpretationCache {
  readonly symbols = new SymbolCache();
  readonly readings = new ReadingCache(this.symbols);
}
