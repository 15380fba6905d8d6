// What a crash points at: the goroutines that the runtime, `go test` or a lock checker means, and what to change.
import { formatAmount } from '../format.ts';
import type { DumpReason } from '../profile/model.ts';
import type { InterpretedEntry, InterpretedProfile, Stack } from '../stack/model.ts';

export interface Crash {
  /** Which goroutines the crash names, in a sentence; empty if the dump does not show them. */
  readonly text: string;
  /** What to change, in sentences; empty if the reason alone does not tell. */
  readonly fix: string;
}

/** The last reason ended the process. Undefined without one, and where the verdict is that of a deadlock. */
export function readCrash({ profile, entries }: InterpretedProfile): Crash | undefined {
  for (const reason of profile.context?.reasons.toReversed() ?? []) {
    const crash = explainReason(reason, entries);
    if (crash !== undefined && crash.text + crash.fix !== '') return crash;
  }
  return undefined;
}

type Entries = readonly InterpretedEntry[];

function explainReason(reason: DumpReason, entries: Entries): Crash | undefined {
  switch (reason.is) {
    case 'fatal error':
      if (reason.message.endsWith(' - deadlock!')) return undefined;
      return { text: nameFirst(entries), fix: findFix(reason.message) };
    case 'panic':
      return reason.recovered ? undefined : { text: nameFirst(entries), fix: findFix(reason.value) };
    case 'thread limit':
      return { text: nameThreadHolders(entries), fix: threadFix };
    case 'test timeout':
      return { text: nameTests(reason.tests, entries), fix: '' };
    case 'lock report':
      return explainLockReport(reason.tool, entries);
    case 'signal':
    case 'leak check':
      return undefined;
  }
}

/** The runtime writes the goroutine that failed first. */
function nameFirst([first]: Entries): string {
  if (first?.stack.state !== 'running' || first.stack.function === '') return '';
  return `It happened in ${describePlace(first.stack)}.`;
}

const describePlace = ({ function: name, location }: Stack): string =>
  location === '' ? name : `${name} (${location})`;

/** By the runtime's words. */
const fixes: readonly (readonly [sign: RegExp, fix: string])[] = [
  [
    /^concurrent map (?:writes|read|iteration)/,
    'Guard the map with a mutex wherever it is read or written, or use sync.Map. go test -race names both sides.',
  ],
  [/^sync: R?Unlock of unlocked|^sync: unlock of unlocked/, 'Unlock once a lock: write defer mu.Unlock() behind Lock.'],
  [/^sync: negative WaitGroup counter/, 'Call Add before the goroutine starts, and Done once in it, by defer.'],
  [/^sync: WaitGroup /, 'Call every Add before Wait, and use a new WaitGroup for the next round.'],
  [
    /^send on closed channel|^close of closed channel|^close of nil channel/,
    'Let the only sender close a channel, once. If there are several senders, close it behind a WaitGroup of theirs.',
  ],
  [/^stack overflow/, 'A function calls itself without end. The innermost frames name it.'],
  [
    /out of memory|cannot allocate/,
    'The stacks with the most goroutines hold memory too, at least 2.7 KB a goroutine. A heap profile shows the rest.',
  ],
];

const findFix = (message: string): string => fixes.find(([sign]) => sign.test(message))?.[1] ?? '';

const threadFix =
  'Bound how many of these calls run at once. Files, DNS through cgo and other cgo calls each hold a thread while they wait; network connections do not.';

/** go-deadlock writes first what the holder of the lock does now. */
function explainLockReport(tool: string, [first]: Entries): Crash | undefined {
  if (first === undefined || first.stack.function === '') return undefined;
  const { state } = first.stack;
  const does = state === 'running' ? 'still runs' : `waits in "${state}" itself`;
  const isAtLock = state.startsWith('sync.Mutex.') || state.startsWith('sync.RWMutex.');
  return {
    text: `${describePlace(first.stack)} holds a lock that ${tool} saw others wait for too long, and ${does}.`,
    fix: isAtLock
      ? 'Take several locks in one order everywhere, or hold one at a time.'
      : 'Unlock before a wait or long work: copy what is needed while the lock is held.',
  };
}

function nameThreadHolders(entries: Entries): string {
  const held = entries.filter(({ stack }) => stack.state === 'syscall');
  const holders = held.reduce((sum, { entry }) => sum + entry.count, 0);
  const most = held.reduce<InterpretedEntry | undefined>(
    (found, one) => (found === undefined || one.entry.count > found.entry.count ? one : found),
    undefined,
  );
  if (most === undefined) return '';
  const who = formatAmount(holders, 'goroutine holds', 'goroutines hold');
  return `${who} a thread each in a system call, most of them in ${describePlace(most.stack)}.`;
}

/** Where each test waits that still ran. A parent waits for its subtests alone. */
function nameTests(tests: readonly { readonly name: string }[], entries: Entries): string {
  const running = tests.filter(({ name }) => !tests.some((other) => other.name.startsWith(`${name}/`)));
  return running
    .flatMap(({ name }) => {
      const waiting = findTest(name, entries);
      return waiting === undefined ? [] : [`${name} waits in "${waiting.state}" at ${describePlace(waiting)}.`];
    })
    .join(' ');
}

/** The goroutine of a test runs its function, or that of a subtest, which is a closure of it. */
function findTest(test: string, entries: Entries): Stack | undefined {
  const name = test.split('/')[0] ?? test;
  const isOf = ({ frames }: Stack) => frames.some((frame) => isPart(frame.name, name));
  const stacks = entries.map(({ stack }) => stack).filter(isOf);
  const within = stacks.filter(({ frames }) => !frames.some((frame) => frame.name === 'testing.(*T).Run'));
  const inSubtest = within.filter(({ frames }) => frames.some((frame) => isPart(frame.name, `${name}.func`)));
  const [only, ...others] = test.includes('/') ? inSubtest : within;
  return others.length === 0 ? only : undefined;
}

/** `shop.TestBuy` and `shop.TestBuy.func` are parts of `TestBuy`; `shop.TestBuyTwice` is not. */
function isPart(frame: string, name: string): boolean {
  const at = frame.indexOf(`.${name}`);
  const next = frame[at + 1 + name.length];
  return at >= 0 && (next === undefined || next === '.');
}
