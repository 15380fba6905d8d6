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

/** Names remembered for one rule; hostile profiles must not fill memory with theirs. */
const maxRemembered = 20_000;

/** Remembers answers: a profile asks for the same few thousand names again and again. */
export function rememberAnswers(pattern: string): (rawName: string) => boolean {
  const test = compilePattern(pattern);
  const known = new Map<string, boolean>();
  return (rawName) => {
    let answer = known.get(rawName);
    if (answer === undefined) {
      const symbol = readSymbol(rawName);
      answer = test(symbol.name, symbol.package);
      if (known.size >= maxRemembered) known.clear();
      known.set(rawName, answer);
    }
    return answer;
  };
}
