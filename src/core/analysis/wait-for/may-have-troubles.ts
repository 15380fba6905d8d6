// Whether a dump may hold goroutines that wait for one another, by the names of its stacks alone. Most dumps hold none,
// and their goroutines are not read again.
import type { Stack } from '../../stack/model.ts';
import { maxAlike } from './askers.ts';
import { readType } from './goroutines.ts';
import { askingStates, takesToken } from './semaphores.ts';

/** Goroutines with one stack in one state. */
interface Group {
  readonly stack: Pick<Stack, 'state' | 'frames'>;
  readonly entry: { readonly count: number };
  /** Null if unknown. */
  readonly creator: string | null;
}

export function mayHaveTroubles({ entries }: { readonly entries: readonly Group[] }): boolean {
  return entries.some(mayWaitForAct) || mayWaitForReceiver(entries) || mayAskInTurn(entries);
}

function mayWaitForAct({ stack: { state, frames } }: Group): boolean {
  if (state.startsWith('sync.') && state !== 'sync.Cond.Wait') return true;
  return askingStates.has(state) && frames.slice(0, 4).some(({ name }) => takesToken(name));
}

/** Some stand in front of a send, and one that is past it waits to receive. Or a sender started senders. */
function mayWaitForReceiver(entries: readonly Group[]): boolean {
  const senders = entries.filter(({ stack }) => stack.state === 'chan send');
  const sending = new Set(senders.map((entry) => listNames(entry)[0]));
  const around = new Set(senders.flatMap(listNames));
  return (
    senders.some(({ creator }) => creator !== null && around.has(creator)) ||
    entries.some((entry) => entry.stack.state === 'chan receive' && listNames(entry).some((name) => sending.has(name)))
  );
}

/** One waits in a method of a type that another one of them serves. */
function mayAskInTurn(entries: readonly Group[]): boolean {
  const types = entries
    .filter(({ entry, stack: { state } }) => entry.count <= maxAlike && state.startsWith('chan '))
    .map((entry) => listNames(entry).map(readType));
  const served = new Set(types.flatMap(([, ...outer]) => outer));
  return types.some(([asked = '', ...outer]) => asked !== '' && served.has(asked) && outer.some((type) => type !== ''));
}

const listNames = ({ stack: { frames } }: Group): readonly string[] =>
  frames.map(({ name }) => name).filter((name) => !name.startsWith('runtime.'));
