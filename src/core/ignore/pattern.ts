// Which function names a pattern of an ignore rule means.
import { readSymbol } from '../stack/symbol.ts';

/** Says whether a normalised name, of a function in that package, is meant. */
export type NameTest = (name: string, packagePath: string) => boolean;

/** Names are compared without closure numbers, type parameters and versions, as everywhere in Parked. */
export function compilePattern(pattern: string): NameTest {
  if (pattern.endsWith('/*')) {
    const path = pattern.slice(0, -2);
    return (_, packagePath) => packagePath === path || packagePath.startsWith(`${path}/`);
  }
  if (pattern.endsWith('.*')) {
    const path = pattern.slice(0, -2);
    return (_, packagePath) => packagePath === path;
  }
  // Read as the profile spells it, or taken as Parked shows it: `gopkg.in/yaml.v3.f` is `gopkg.in/yaml%2ev3.f` there.
  const wanted = readSymbol(pattern).name;
  return (name) => name === wanted || name === pattern;
}

/** Names remembered for a data source's rules; hostile profiles must not fill memory with theirs. */
const maxRemembered = 20_000;
const none: readonly number[] = [];

/** The patterns of many rules. A name is held against all of them once: hundreds of rules ask for the same few thousand names again and again. */
export class Patterns {
  readonly #tests: NameTest[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<string, readonly number[]>();

  /** The pattern's number. All are added before the first question. */
  add(pattern: string): number {
    const known = this.#numbers.get(pattern);
    if (known !== undefined) return known;
    const number = this.#tests.push(compilePattern(pattern)) - 1;
    this.#numbers.set(pattern, number);
    return number;
  }

  /** The numbers of the patterns that mean this function; most functions are meant by none. */
  find(rawName: string): readonly number[] {
    let found = this.#known.get(rawName);
    if (found === undefined) {
      const symbol = readSymbol(rawName);
      found = this.#tests.flatMap((test, number) => (test(symbol.name, symbol.package) ? [number] : []));
      if (found.length === 0) found = none;
      if (this.#known.size >= maxRemembered) this.#known.clear();
      this.#known.set(rawName, found);
    }
    return found;
  }

  means(number: number, rawName: string): boolean {
    return this.find(rawName).includes(number);
  }
}
