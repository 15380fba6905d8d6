// Reads the arguments of a goroutine's frames from a dump. `?` after a value means that it may be stale.

export interface Argument {
  readonly value: number;
  readonly stale: boolean;
}

/** Innermost first. */
interface CalledFrame {
  readonly function: string;
  readonly line: number;
  /** Empty for an inlined call, for which the runtime prints no arguments. */
  readonly arguments: readonly Argument[];
}

interface CalledStack {
  readonly frames: readonly CalledFrame[];
  /** Number of the creator; 0 if it is not printed. */
  readonly creator: number;
}

const decoder = new TextDecoder();
/** Smaller values are not addresses. */
const leastAddress = 4_096;

interface Call {
  readonly function: string;
  readonly arguments: readonly Argument[];
}

/** Reads the texts of one dump. Lines repeat from goroutine to goroutine, so each is read once. */
export class CallReader {
  readonly #nameOf: (raw: string) => string;
  /** By line. Null for a line that is not a call. */
  readonly #calls = new Map<string, Call | null>();
  readonly #places = new Map<string, number>();

  /** `nameOf` normalises the name of a function. */
  constructor(nameOf: (raw: string) => string) {
    this.#nameOf = nameOf;
  }

  read(bytes: Uint8Array): CalledStack {
    const lines = decoder.decode(bytes).split('\n');
    const frames: CalledFrame[] = [];
    for (let index = 1; index < lines.length; index++) {
      const line = lines[index]!.trim();
      if (line.startsWith('created by ')) {
        return { frames, creator: Number(/ in goroutine (\d+)$/.exec(line)?.[1] ?? 0) };
      }
      const call = line.endsWith(')') ? this.#readCall(line) : null;
      if (call === null) continue;
      const place = this.#readPlace(lines[index + 1] ?? '');
      frames.push({ function: call.function, line: place, arguments: call.arguments });
    }
    return { frames, creator: 0 };
  }

  #readCall(line: string): Call | null {
    let call = this.#calls.get(line);
    if (call === undefined) {
      const open = findOpening(line);
      const name = open <= 0 ? '' : this.#nameOf(line.slice(0, open));
      call = open <= 0 ? null : { function: name, arguments: readArguments(line.slice(open + 1, -1)) };
      this.#calls.set(line, call);
    }
    return call;
  }

  #readPlace(line: string): number {
    let place = this.#places.get(line);
    if (place === undefined) {
      place = Number(/:(\d+)(?: \+0x[0-9a-f]+)?\s*$/.exec(line)?.[1] ?? 0);
      this.#places.set(line, place);
    }
    return place;
  }
}

/** Finds the matching opening parenthesis, since names contain some too. */
function findOpening(line: string): number {
  let depth = 0;
  for (let at = line.length - 1; at >= 0; at--) {
    if (line[at] === ')') depth++;
    if (line[at] === '(' && --depth === 0) return at;
  }
  return -1;
}

/** Most arguments are not addresses. They share one object, because a dump has very many. */
const none: Argument = { value: 0, stale: false };
const staleNone: Argument = { value: 0, stale: true };

function readArguments(text: string): readonly Argument[] {
  const found: Argument[] = [];
  for (const [, digits = '', mark] of text.matchAll(/0x([0-9a-f]{1,16})(\?)?/g)) {
    const stale = mark === '?';
    // User-space addresses fit a double exactly.
    const value = Number.parseInt(digits, 16);
    const isAddress = value >= leastAddress && value <= Number.MAX_SAFE_INTEGER;
    found.push(isAddress ? { value, stale } : stale ? staleNone : none);
  }
  return found;
}
