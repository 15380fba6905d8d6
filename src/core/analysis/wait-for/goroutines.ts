// Goroutines of a dump as nodes of the wait-for graph: what each waits for, and through which frames it came there.
import type { InterpretedEntry, InterpretedProfile } from '../../stack/model.ts';
import { readSymbol } from '../../stack/symbol.ts';
import { readCalls, type Argument } from './arguments.ts';
import type { LockKind } from './model.ts';

/** A frame outside of the runtime and the sync package. */
export interface UserFrame {
  readonly name: string;
  /** `shop.(*Cart)` of `shop.(*Cart).Total` and of its closures; empty for a plain function. */
  readonly type: string;
  readonly line: number;
  readonly arguments: readonly Argument[];
}

export interface Node {
  readonly entry: InterpretedEntry;
  /** How many goroutines the node stands for: one where their texts are known, else all of an entry. */
  readonly count: number;
  readonly id: number;
  readonly creator: number;
  /** Innermost first; the first is the one that waits. */
  readonly frames: readonly UserFrame[];
  /** What it waits for; undefined when it waits for no lock. */
  readonly wants: { readonly kind: LockKind; readonly address: number } | undefined;
  /** It runs, or will: whoever waits for it may go on. */
  readonly active: boolean;
}

const lockKinds: Readonly<Record<string, LockKind>> = {
  'sync.Mutex.Lock': 'mutex',
  'sync.RWMutex.Lock': 'write lock',
  'sync.RWMutex.RLock': 'read lock',
  'sync.WaitGroup.Wait': 'wait group',
  'sync.Cond.Wait': 'condition',
};

/** A goroutine in one of these goes on by itself, or when the outside answers. */
export const livelyStates: ReadonlySet<string> = new Set(['running', 'IO wait', 'syscall', 'sleep']);

export function collectNodes({ entries }: InterpretedProfile): readonly Node[] {
  const nodes: Node[] = [];
  for (const one of entries) {
    const { entry, stack } = one;
    if (entry.folded || stack.profiler || stack.system || entry.count <= 0) continue;
    const texts = entry.texts?.length ?? 0;
    for (const { id, bytes } of entry.texts ?? []) nodes.push(readNode(one, id, bytes));
    if (entry.count > texts) nodes.push(makeNode(one, entry.count - texts));
  }
  return nodes;
}

function readNode(entry: InterpretedEntry, id: number, bytes: Uint8Array): Node {
  const { frames: calls, creator } = readCalls(bytes);
  const frames: UserFrame[] = [];
  let address = 0;
  let kind = lockKinds[entry.stack.state];
  for (const call of calls) {
    const name = readSymbol(call.function).name;
    if (isSync(name)) {
      if (name.startsWith('sync.(*RWMutex).Lock')) kind = kind === undefined ? undefined : 'write lock';
      // Outer frames of sync know the address of the same lock as inner ones; what is not stale counts.
      const first = call.arguments[0];
      if (frames.length === 0 && takesLock.test(name) && first !== undefined && !first.stale) address ||= first.value;
    } else if (!name.startsWith('runtime.')) {
      frames.push({ name, type: readType(name), line: call.line, arguments: call.arguments });
    }
  }
  return { entry, count: 1, id, creator, frames, wants: describeWant(kind, address), active: isActive(entry) };
}

/** Without arguments: the frames of the profile. */
function makeNode(entry: InterpretedEntry, count: number): Node {
  const frames = entry.stack.frames
    .filter(({ name }) => !isSync(name))
    .map(({ name, raw }) => ({ name, type: readType(name), line: raw.line, arguments: [] }));
  const kind = lockKinds[entry.stack.state];
  return { entry, count, id: 0, creator: 0, frames, wants: describeWant(kind, 0), active: isActive(entry) };
}

const describeWant = (kind: LockKind | undefined, address: number) =>
  kind === undefined ? undefined : { kind, address };
const isActive = ({ stack }: InterpretedEntry): boolean => livelyStates.has(stack.state);

const takesLock = /\.\(\*(?:Mutex|RWMutex|WaitGroup|Cond)\)\.(?:lockSlow|Lock|RLock|Wait)$/;
const isSync = (name: string): boolean => name.startsWith('sync.') || name.startsWith('internal/sync.');

export function readType(name: string): string {
  return /^(.*\.\(\*?[^)]+\))\./.exec(name)?.[1] ?? '';
}
