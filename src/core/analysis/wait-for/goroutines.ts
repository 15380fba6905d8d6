// Converts goroutines of a dump to nodes of the wait-for graph: what each waits for, and its frames.
import type { InterpretedEntry, InterpretedProfile } from '../../stack/model.ts';
import { stripClosure } from '../../causes/names.ts';
import { SymbolCache } from '../../stack/symbol-cache.ts';
import { CallReader, type Argument } from './arguments.ts';
import type { LockKind } from './model.ts';
import { nameCreators } from './name-creators.ts';

/** A frame outside the runtime and the sync package. */
export interface UserFrame {
  readonly name: string;
  /** `shop.(*Cart)` of `shop.(*Cart).Total` and of its closures; empty for a plain function. */
  readonly type: string;
  /** The function around a function literal; for others their own name. */
  readonly enclosing: string;
  /** A function literal. */
  readonly closure: boolean;
  readonly line: number;
  readonly arguments: readonly Argument[];
}

/** The frame that waits, outside of the helpers of golang.org/x/sync. */
export function readAsking({ frames }: Node): UserFrame | undefined {
  return frames.find(({ name }) => !name.startsWith('golang.org/x/sync/')) ?? frames[0];
}

/** A `sync.Once` whose function this goroutine is running. */
interface RunningOnce {
  /** Address of the `Once`; 0 if the dump does not show it. */
  readonly address: number;
  /** The frame that called `Do`. */
  readonly caller: UserFrame;
}

export interface Node {
  readonly entry: InterpretedEntry;
  /** Number of goroutines of the node: one if texts are known, else all of an entry. */
  readonly count: number;
  readonly id: number;
  readonly creator: number;
  /** Innermost first; the first frame waits. */
  readonly frames: readonly UserFrame[];
  /** What it waits for; undefined if it waits for nothing in the sync package. */
  readonly wants: { readonly kind: LockKind; readonly address: number } | undefined;
  /** Outer calls of `sync.Once.Do` that have not returned, innermost first. */
  readonly runs: readonly RunningOnce[];
  /** It runs or will run, so goroutines that wait for it may continue. */
  readonly active: boolean;
}

const lockKinds: Readonly<Record<string, LockKind>> = {
  'sync.Mutex.Lock': 'mutex',
  'sync.RWMutex.Lock': 'write lock',
  'sync.RWMutex.RLock': 'read lock',
  'sync.WaitGroup.Wait': 'wait group',
  'sync.Cond.Wait': 'condition',
};

/** Goroutines in these states continue by themselves, or when the outside answers. */
export const livelyStates: ReadonlySet<string> = new Set(['running', 'IO wait', 'syscall', 'sleep']);

type NamedFunction = Pick<UserFrame, 'name' | 'type' | 'enclosing' | 'closure'>;

export function collectNodes({ entries }: InterpretedProfile): readonly Node[] {
  const nodes: Node[] = [];
  /** By normalised name. Few functions have many frames. */
  const functions = new Map<string, NamedFunction>();
  const symbols = new SymbolCache();
  const reader = new CallReader((raw) => symbols.read(raw).name);
  for (const one of entries) {
    const { entry, stack } = one;
    if (entry.folded || stack.profiler || stack.system || entry.count <= 0) continue;
    for (const { id, bytes } of entry.texts ?? []) {
      const { frames: calls, creator } = reader.read(bytes);
      const { frames, wants, runs, active } = readCallChain(calls, stack.state, functions);
      nodes.push({ entry: one, count: 1, id, creator, frames, wants, runs, active });
    }
    const count = entry.count - (entry.texts?.length ?? 0);
    if (count <= 0) continue;
    // Without texts, uses the frames of the profile: names and lines, no arguments.
    const calls = stack.frames.map(({ name, raw }) => ({ function: name, line: raw.line, arguments: unknown }));
    const { frames, wants, runs, active } = readCallChain(calls, stack.state, functions);
    nodes.push({ entry: one, count, id: 0, creator: 0, frames, wants, runs, active });
  }
  return nameCreators(nodes);
}

const unknown: readonly Argument[] = [];

interface Call {
  /** Normalised. */
  readonly function: string;
  readonly line: number;
  readonly arguments: readonly Argument[];
}

function readFunction(name: string, functions: Map<string, NamedFunction>): NamedFunction {
  let known = functions.get(name);
  if (known === undefined) {
    const enclosing = stripClosure(name);
    known = { name, type: readType(name), enclosing, closure: enclosing !== name };
    functions.set(name, known);
  }
  return known;
}

function readCallChain(
  calls: readonly Call[],
  state: string,
  functions: Map<string, NamedFunction>,
): Pick<Node, 'frames' | 'wants' | 'runs' | 'active'> {
  const frames: UserFrame[] = [];
  const runs: RunningOnce[] = [];
  let kind = lockKinds[state];
  let address = 0;
  /** Address of a `sync.Once` whose caller has not been reached yet. */
  let once: number | undefined;
  for (const { function: name, line, arguments: values } of calls) {
    if (!isSync(name)) {
      if (name.startsWith('runtime.')) continue;
      const { type, enclosing, closure } = readFunction(name, functions);
      const frame = { name, type, enclosing, closure, line, arguments: values };
      if (once !== undefined && frames.length > 0) runs.push({ address: once, caller: frame });
      once = undefined;
      frames.push(frame);
      continue;
    }
    const [first] = values;
    const value = first === undefined || first.stale ? 0 : first.value;
    if (name === 'sync.(*Once).doSlow') once = Math.max(once ?? 0, value);
    if (frames.length > 0 || kind === undefined) continue;
    if (name === 'sync.(*RWMutex).Lock') kind = 'write lock';
    if (once !== undefined) kind = 'once';
    // Outer frames of sync have the address of the same lock as inner ones.
    if (takesLock.test(name)) address ||= value;
    if (name === 'sync.runtime_notifyListWait' && value > 0) address ||= value - notifyOffset;
  }
  // Without another caller, the goroutine began with the function of `sync.OnceFunc` or `sync.OnceValue`.
  const outermost = frames.at(-1);
  if (once !== undefined && outermost !== undefined) runs.push({ address: once, caller: outermost });
  const wants = kind === undefined ? undefined : { kind, address };
  return { frames, wants, runs, active: livelyStates.has(state) };
}

/** Offset of `notify` in `sync.Cond`, after the interface `L`. */
const notifyOffset = 16;
const takesLock = /\.\(\*(?:Mutex|RWMutex|WaitGroup|Cond)\)\.(?:lockSlow|Lock|RLock|Wait)$/;
const isSync = (name: string): boolean => name.startsWith('sync.') || name.startsWith('internal/sync.');

/** `shop.(*Cart)` of `shop.(*Cart).Total`, `shop.Cart` of `shop.Cart.Total`; empty for functions and their closures. */
export function readType(name: string): string {
  const pointer = /^(.*\.\(\*?[^)]+\))\./.exec(name)?.[1];
  if (pointer !== undefined) return pointer;
  const value = /^((?:.*\/)?[^./]+\.(?!v\d+\.)[^./]+)\.(?!func$)[^./]+/.exec(name)?.[1];
  return value ?? '';
}
