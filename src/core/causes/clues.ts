// The clues that a stack gives about its cause, read once for all causes. They follow from how Go parks goroutines and
// how Go code is commonly written. No name of a particular program appears.
import type { Stack } from '../stack/model.ts';
import { readSymbol } from '../stack/symbol.ts';
import { isStandardLibrary, isThinWrapper, lastWord, packageOf, stripClosure } from './names.ts';
import type { CauseId } from './ids.ts';
import type { StackFacts } from './stack-facts.ts';
import { readSourceClues, type SourceClues } from './source-clues.ts';
import { isConstructor, isPeriodic, isRequestLabel, isWorkerLoop } from './words.ts';

export type Operation =
  | 'receive'
  | 'send'
  | 'select'
  | 'chan or select'
  | 'nil chan'
  | 'no cases'
  | 'lock'
  | 'waitgroup'
  | 'cond'
  | 'sleep'
  | 'running'
  | 'io'
  | 'syscall'
  | 'coroutine'
  | 'other';

export interface Clues {
  readonly operation: Operation;
  /** Normalised names, innermost first. */
  readonly names: readonly string[];
  /**
   * Names inside the innermost own-code frame, or all when there is none, without thin wrappers of `sync` and `time`.
   */
  readonly library: readonly string[];
  /** Innermost own-code name; empty when there is none. */
  readonly own: string;
  /** The wait is in the program's own code, not in a library that it called. */
  readonly waitsInOwn: boolean;
  /** The innermost own-code frame is a function literal, which shares the variables of the enclosing function. */
  readonly closure: boolean;
  /** The innermost own-code frame is a method, ignoring function literals within it. */
  readonly method: boolean;
  /** The outermost function, with which the goroutine began. */
  readonly entry: string;
  readonly entryIsStandard: boolean;
  /** Receives in the two-value form, as `range` does. Only debug=0 shows it. */
  readonly twoValueReceive: boolean | undefined;
  /** The goroutine's function has a name of a worker's loop: `run`, `consume`. */
  readonly workerLoop: boolean;
  /** The goroutine's function has a name of periodic work: `refresh`, `heartbeat`. */
  readonly periodic: boolean;
  /**
   * It was started by a constructor (`NewPool`, `Open`), or is a function literal within one. Undefined when the
   * creator is unknown.
   */
  readonly fromConstructor: boolean | undefined;
  /** A request started it, or it serves one. */
  readonly request: boolean;
  readonly leaked: number | undefined;
  /** Some goroutines have waited so long that no ticker of a usual period can have woken them. */
  readonly longWait: boolean;
  /** What the locks of the whole dump show. */
  readonly lock: CauseId | undefined;
  readonly source: SourceClues | undefined;
}

const longWaitMinutes = 10;

/** Collects the clues of a stack. Pure. Scans the frames once, and the source where it is given. */
export function readClues(stack: Stack, facts: StackFacts): Clues {
  const names = stack.frames.map((frame) => frame.name);
  const ownFrame = stack.ownFrame;
  const own = ownFrame < 0 ? '' : (names[ownFrame] ?? '');
  const library = (ownFrame < 0 ? names : names.slice(0, ownFrame)).filter((name) => !isThinWrapper(name));
  const waiting = own || (names.find((name) => !isStandardLibrary(name)) ?? names[0] ?? '');
  const entry = names.at(-1) ?? '';
  const named = stripClosure(waiting);
  const source = readSourceClues(stack, facts);
  const creator = facts.creator === undefined ? undefined : stripClosure(readSymbol(facts.creator).name);
  return {
    operation: refineOperation(readOperation(stack.state), source),
    names,
    library,
    own,
    waitsInOwn: own !== '' && library.length === 0,
    closure: named !== waiting,
    method: named.slice(packageOf(named).length + 1).includes('.'),
    entry,
    entryIsStandard: isStandardLibrary(entry),
    twoValueReceive: readReceiveForm(facts),
    workerLoop: isWorkerLoop(lastWord(named)) || isWorkerLoop(lastWord(stripClosure(entry))),
    periodic: isPeriodic(lastWord(named)) || isPeriodic(lastWord(stripClosure(entry))),
    fromConstructor: startedByConstructor(waiting, creator),
    request: servesRequest(creator === undefined ? names : [...names, creator], facts),
    leaked: facts.leaked,
    longWait: (facts.waitMinutes?.max ?? 0) >= longWaitMinutes,
    lock: facts.lock,
    source,
  };
}

function readOperation(state: string): Operation {
  if (state.endsWith('(nil chan)')) return 'nil chan';
  if (state === 'select (no cases)') return 'no cases';
  switch (state.replace(' (durable)', '')) {
    case 'chan receive':
      return 'receive';
    case 'chan send':
      return 'send';
    case 'select':
      return 'select';
    case 'chan or select':
      return 'chan or select';
    case 'sync.Mutex.Lock':
    case 'sync.RWMutex.RLock':
    case 'sync.RWMutex.Lock':
      return 'lock';
    case 'sync.WaitGroup.Wait':
      return 'waitgroup';
    case 'sync.Cond.Wait':
      return 'cond';
    case 'sleep':
      return 'sleep';
    case 'running':
      return 'running';
    case 'IO wait':
      return 'io';
    case 'syscall':
      return 'syscall';
    case 'coroutine':
      return 'coroutine';
    default:
      return 'other';
  }
}

function startedByConstructor(waiting: string, creator: string | undefined): boolean | undefined {
  const around = stripClosure(waiting);
  if (around !== waiting && isConstructor(lastWord(around))) return true;
  return creator === undefined ? undefined : isConstructor(lastWord(creator));
}

/** debug=1 may not show which operation on a channel it is, but the source line does. */
function refineOperation(operation: Operation, source: SourceClues | undefined): Operation {
  if (operation !== 'chan or select' || source === undefined) return operation;
  if (source.select) return source.empty ? 'no cases' : 'select';
  if (source.sends) return 'send';
  return source.receives.length > 0 ? 'receive' : operation;
}

/** `for range ch` and `v, ok := <-ch` compile to chanrecv2, a plain `<-ch` to chanrecv1. */
function readReceiveForm({ rawFrames }: StackFacts): boolean | undefined {
  for (const { function: name } of rawFrames ?? []) {
    if (name === 'runtime.chanrecv2') return true;
    if (name === 'runtime.chanrecv1') return false;
    if (!name.startsWith('runtime.')) return undefined;
  }
  return undefined;
}

function servesRequest(names: readonly string[], { labels = {} }: StackFacts): boolean {
  return Object.keys(labels).some(isRequestLabel) || names.some((name) => isRequestHandler(stripClosure(name)));
}

function isRequestHandler(name: string): boolean {
  const word = lastWord(name).toLowerCase();
  return word.includes('handle') || word === 'servehttp' || name === 'net/http.(*conn).serve';
}
