// The source lines of a trouble: where the lock is taken, where its holder waits, where others ask for it, and where a
// function returns with it. Reads code in gofmt's layout.
import type { LockTrouble, Party } from './model.ts';

export interface LockLine {
  /** `leaves`: the function returns, panics or ends here and has not unlocked. */
  readonly does: 'takes' | 'waits' | 'asks' | 'leaves';
  /** Normalised. */
  readonly function: string;
  /** As the profile writes it. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** The text of a file by its name in the profile. Undefined if it is not available. */
type ReadText = (file: string) => string | undefined;

const maxLines = 12;
const maxChars = 160;
const lockCall = /(?:^|[^\w.])([\w.()[\]]*?)\.?(R?Lock)\(\)/;

/** The files that contain the lines, without repeats. */
export function listLockFiles({ edges }: LockTrouble): readonly string[] {
  const parties = edges.flatMap(({ waiters, holder }) => (holder === undefined ? [waiters] : [waiters, holder]));
  return [...new Set(parties.map(({ file }) => file).filter((file) => file !== ''))];
}

/** In the order of the circle, each line once. Empty if no source is available. */
export function findLockLines({ edges, cause }: LockTrouble, read: ReadText): readonly LockLine[] {
  const found = edges.flatMap(({ waiters, holder }) => [
    ...(holder === undefined ? [] : describeHolder(holder, read(holder.file))),
    ...describeWaiters(waiters, read(waiters.file)),
    ...(cause === 'lock-never-released' ? findLeaving(waiters, read(waiters.file)) : []),
  ]);
  const first = new Map<string, LockLine>();
  for (const one of found) {
    const place = `${one.file}:${one.line}`;
    if (!first.has(place)) first.set(place, one);
  }
  return [...first.values()].slice(0, maxLines);
}

function describeHolder(holder: Party, text: string | undefined): readonly LockLine[] {
  const lines = text?.split('\n') ?? [];
  if (lines[holder.line - 1] === undefined) return [];
  const taken = findTaking(lines, holder.line);
  return [
    ...(taken === undefined ? [] : [quote('takes', holder, lines, taken)]),
    quote('waits', holder, lines, holder.line),
  ];
}

function describeWaiters(waiters: Party, text: string | undefined): readonly LockLine[] {
  const lines = text?.split('\n') ?? [];
  const asks = lines[waiters.line - 1];
  return asks === undefined || !lockCall.test(asks) ? [] : [quote('asks', waiters, lines, waiters.line)];
}

/** The last lock before that line in the same function that is not released in between. */
function findTaking(lines: readonly string[], before: number): number | undefined {
  for (let line = before - 1; line > 0; line--) {
    const text = lines[line - 1] ?? '';
    const lock = lockCall.exec(text);
    if (lock !== null) {
      const between = lines.slice(line, before - 1);
      const isGivenBack = between.some((one) => !one.trim().startsWith('defer ') && one.includes(unlockOf(lock)));
      if (!isGivenBack) return line;
    }
    if (text.startsWith('func ')) return undefined;
  }
  return undefined;
}

const unlockOf = ([, of = '', call = 'Lock']: RegExpExecArray): string =>
  `${of === '' ? '' : `${of}.`}${call === 'RLock' ? 'RUnlock' : 'Unlock'}()`;

/** Exits of functions in that file that take the same lock, by type and field, and do not release it. */
function findLeaving(waiters: Party, text: string | undefined): readonly LockLine[] {
  const lines = text?.split('\n') ?? [];
  const asked = lockCall.exec(lines[waiters.line - 1] ?? '');
  if (asked === null) return [];
  const type = readReceiverType(lines, waiters.line);
  return lines.flatMap((one, index) => {
    const lock = lockCall.exec(one);
    if (lock === null || one.includes(unlockOf(lock)) || readReceiverType(lines, index + 1) !== type) return [];
    // Methods may name their receiver differently. Other code shares the variable.
    const isSame = type === undefined ? lock[1] === asked[1] : readField(lock[1]!) === readField(asked[1]!);
    return isSame ? walkOut(waiters, lines, index, unlockOf(lock)) : [];
  });
}

/** `mu` of `c.mu`; empty for an embedded lock. */
const readField = (expression: string): string =>
  expression.includes('.') ? expression.slice(expression.indexOf('.') + 1) : '';

/** `Cart` within `func (c *Cart[T]) Total()`. Undefined within a plain function. */
function readReceiverType(lines: readonly string[], line: number): string | undefined {
  for (let at = line; at > 0; at--) {
    const text = lines[at - 1] ?? '';
    if (text.startsWith('func ')) return /^func \(\w+ \*?(\w+)/.exec(text)?.[1];
    // A closure of a package variable.
    if (at < line && text.startsWith('}')) return undefined;
  }
  return undefined;
}

const leaving = /^(?:return\b|panic\()/;
const indentOf = (text: string): number => /^\t*/.exec(text)![0].length;

/** Follows the block from the lock on. An unlock in an inner block counts only for that block. */
function walkOut(waiters: Party, lines: readonly string[], lockIndex: number, unlock: string): readonly LockLine[] {
  const depth = indentOf(lines[lockIndex]!);
  const found: LockLine[] = [];
  let unlockedAt: number | undefined;
  for (let index = lockIndex + 1; index < lines.length; index++) {
    const text = lines[index]!;
    const code = text.trim();
    if (code === '') continue;
    const indent = indentOf(text);
    if (unlockedAt !== undefined && indent < unlockedAt) unlockedAt = undefined;
    if (code.includes(unlock)) {
      // A deferred unlock covers every exit after it.
      if (code.startsWith('defer ') || indent <= depth) return found;
      unlockedAt = indent;
      continue;
    }
    if (indent < depth) {
      // The block ends with the lock taken, unless the previous line decides it: a return, or a nested block.
      const last = lines[index - 1]!.trim();
      if (!last.startsWith('}') && !leaving.test(last)) found.push(quote('leaves', waiters, lines, index + 1));
      return found;
    }
    if (unlockedAt === undefined && leaving.test(code)) {
      found.push(quote('leaves', waiters, lines, index + 1));
    }
  }
  return found;
}

function quote(
  does: LockLine['does'],
  { function: name, file }: Party,
  lines: readonly string[],
  line: number,
): LockLine {
  return {
    does,
    function: does === 'leaves' ? nameFunction(lines, line, name) : name,
    file,
    line,
    text: cut(lines, line),
  };
}

const cut = (lines: readonly string[], line: number): string => (lines[line - 1] ?? '').trim().slice(0, maxChars);

/** The function around a line, as the source names it. */
function nameFunction(lines: readonly string[], line: number, otherwise: string): string {
  for (let at = line; at > 0; at--) {
    const name = /^func (?:\([^)]*\) )?(\w+)/.exec(lines[at - 1] ?? '')?.[1];
    if (name !== undefined) return name;
  }
  return otherwise;
}

const words: Readonly<Record<LockLine['does'], string>> = {
  takes: 'takes the lock',
  waits: 'waits and holds it',
  asks: 'asks for it',
  leaves: 'leaves without Unlock',
};

/** `hub.go:14  h.mu.Lock()  // takes the lock`, one line each. */
export function drawLockLines(lines: readonly LockLine[]): readonly string[] {
  const places = lines.map(({ file, line }) => `${file.slice(file.lastIndexOf('/') + 1)}:${line}`);
  const width = Math.max(0, ...places.map(({ length }) => length));
  return lines.map(({ text, does }, index) => `${places[index]!.padEnd(width)}  ${text}  // ${words[does]}`);
}
