// What interpretations of profiles share.
import { ReadingCache } from './reading-cache.ts';
import { SymbolCache } from './symbol-cache.ts';

/** Belongs to whoever interprets many profiles of the same programs. Its size is bounded. */
export class InterpretationCache {
  readonly symbols = new SymbolCache();
  readonly readings = new ReadingCache(this.symbols);
}
