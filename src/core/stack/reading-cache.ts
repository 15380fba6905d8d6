// Caches the interpretation of stacks. Profiles that share frames (core/profile/interned-stacks.ts) also share their
// interpretation. Own code depends on the whole profile, so results are kept separately for each test of own code.
import { limits } from '../limits.ts';
import type { Frame } from '../profile/model.ts';
import { FrameTable } from './frame-table.ts';
import type { Stack } from './model.ts';
import type { CodePlaces, OwnCodeTest } from './own-code.ts';
import type { SymbolCache } from './symbol-cache.ts';

/** The results under one test of own code. */
interface Readings {
  /** By the identity of the array of frames. */
  readonly stacks: Map<readonly Frame[], Stack>;
  readonly frames: FrameTable;
}

export class ReadingCache {
  readonly #symbols: SymbolCache;
  readonly #most: number;
  #places = new Map<readonly Frame[], CodePlaces>();
  #readings = new Map<string, Readings>();
  #shared = new Map<string, CodePlaces>();
  #kept = 0;

  /** Above `most` results all are dropped. Callers keep the results that they hold. */
  constructor(symbols: SymbolCache, most: number = limits.knownReadings.value) {
    this.#symbols = symbols;
    this.#most = most;
  }

  places(frames: readonly Frame[], find: (frames: readonly Frame[]) => CodePlaces): CodePlaces {
    const known = this.#places.get(frames);
    if (known !== undefined) return known;
    const found = this.#share(find(frames));
    this.#places.set(frames, found);
    this.#kept++;
    return found;
  }

  /** Shares equal places; a program has few. */
  #share(places: CodePlaces): CodePlaces {
    const key = JSON.stringify(places);
    const known = this.#shared.get(key) ?? places;
    this.#shared.set(key, known);
    return known;
  }

  /** `key` covers everything that the test of own code depends on. */
  open(key: string, makeTest: () => OwnCodeTest): Readings {
    if (this.#kept > this.#most) {
      this.#places = new Map();
      this.#readings = new Map();
      this.#shared = new Map();
      this.#kept = 0;
    }
    const known = this.#readings.get(key);
    if (known !== undefined) return known;
    const readings: Readings = { stacks: new Map(), frames: new FrameTable(makeTest(), this.#symbols) };
    this.#readings.set(key, readings);
    return readings;
  }

  /** Call this for each result that is added. */
  count(): void {
    this.#kept++;
  }
}
