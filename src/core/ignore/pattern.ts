// Matches function names against the pattern of an ignore rule.
import { readSymbol } from '../stack/symbol.ts';

/** Whether the pattern matches a normalised name of a function in that package. */
type NameTest = (name: string, packagePath: string) => boolean;

/** Names are compared without closure numbers, type parameters and versions, as everywhere in Parked. */
function compilePattern(pattern: string): NameTest {
  if (pattern.endsWith('/*')) {
    const path = pattern.slice(0, -2);
    return (_, packagePath) => packagePath === path || packagePath.startsWith(`${path}/`);
  }
  if (pattern.endsWith('.*')) {
    const path = pattern.slice(0, -2);
    return (_, packagePath) => packagePath === path;
  }
  // Compared as the profile writes it and as Parked shows it: `gopkg.in/yaml.v3.f` is `gopkg.in/yaml%2ev3.f` in a
  // profile.
  const wanted = readSymbol(pattern).name;
  return (name) => name === wanted || name === pattern;
}

/** Names cached for a data source's rules. Hostile profiles must not fill memory with theirs. */
const maxRemembered = 20_000;
const none: readonly number[] = [];

/**
 * The patterns of many rules. Each name is matched against all of them once, since hundreds of rules test the same few
 * thousand names.
 */
export class Patterns {
  readonly #tests: NameTest[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<string, readonly number[]>();

  /** The pattern's number. All patterns must be added before the first search. */
  add(pattern: string): number {
    const known = this.#numbers.get(pattern);
    if (known !== undefined) return known;
    const number = this.#tests.push(compilePattern(pattern)) - 1;
    this.#numbers.set(pattern, number);
    return number;
  }

  /** The numbers of the patterns that match this function. Most functions match none. */
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
