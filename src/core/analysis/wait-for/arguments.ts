// Reads the arguments of a goroutine's frames from a dump. `?` after a value means that it may be stale.

export interface Argument {
  readonly value: number;
  readonly stale: boolean;
}

/** Innermost first. */
interface CalledFrame {
  /** The raw name, without arguments. */
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

export function readCalls(bytes: Uint8Array): CalledStack {
  const lines = decoder.decode(bytes).split('\n');
  const frames: CalledFrame[] = [];
  let creator = 0;
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!.trim();
    if (line.startsWith('created by ')) {
      creator = Number(/ in goroutine (\d+)$/.exec(line)?.[1] ?? 0);
      break;
    }
    const open = line.endsWith(')') ? findOpening(line) : -1;
    if (open <= 0) continue;
    const place = /:(\d+)(?: \+0x[0-9a-f]+)?\s*$/.exec(lines[index + 1] ?? '');
    frames.push({
      function: line.slice(0, open),
      line: Number(place?.[1] ?? 0),
      arguments: readArguments(line.slice(open + 1, -1)),
    });
  }
  return { frames, creator };
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

function readArguments(text: string): readonly Argument[] {
  const found: Argument[] = [];
  for (const [, digits = '', mark] of text.matchAll(/0x([0-9a-f]{1,16})(\?)?/g)) {
    // User-space addresses fit a double exactly.
    const value = Number.parseInt(digits, 16);
    found.push({ value: value >= leastAddress && value <= Number.MAX_SAFE_INTEGER ? value : 0, stale: mark === '?' });
  }
  return found;
}
