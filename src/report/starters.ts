// Words about who started goroutines, and about who may hold the locks that others wait for. For tables and tickets.
import type { CreatorNode, CreatorTree } from '../core/analysis/creators.ts';
import type { Convoy, HolderGuess } from '../core/analysis/lock-holders.ts';
import { offerDump } from '../core/analysis/wait-for/offer-dump.ts';
import { formatAmount, formatCount } from '../core/format.ts';

/** Further lines of the tree are only counted. */
const maxLines = 40;
const maxConvoys = 5;

/** One line per function, indented below the function that started it. */
export function layCreators({ roots, original }: CreatorTree): readonly string[] {
  const lines = roots.flatMap((root) => layNode(root, 0));
  const cut = lines.length - maxLines;
  return [
    ...lines.slice(0, maxLines),
    ...(cut > 0
      ? [`${formatAmount(cut, 'more function')} of ${formatCount(lines.length)} left out; --json has all of them.`]
      : []),
    ...(original > 0 ? [`${formatAmount(original, 'goroutine')} that nobody started.`] : []),
  ];
}

function layNode(
  { function: name, started, total, through, states, children }: CreatorNode,
  depth: number,
): readonly string[] {
  const [state] = states;
  const facts = [
    ...(children.length > 0 && started > 0 ? [`${formatCount(started)} itself`] : []),
    ...(state === undefined
      ? []
      : [states.length === 1 ? state.state : `${state.state} and ${formatAmount(states.length - 1, 'other state')}`]),
    ...(through.length > 0 ? [`through ${through.join(', ')}`] : []),
  ];
  return [
    `${'  '.repeat(depth)}${formatCount(total)}  ${name}${facts.length > 0 ? `  (${facts.join('; ')})` : ''}`,
    ...children.flatMap((child) => layNode(child, depth + 1)),
  ];
}

/** One or two sentences per lock convoy, the longest convoy first. */
export function tellConvoys(convoys: readonly Convoy[]): readonly string[] {
  const told = convoys.filter(({ waiting, holders }) => waiting > 1 || holders.some(({ crossed }) => crossed));
  return told.slice(0, maxConvoys).map((convoy) => {
    const { waiting, state, function: name, location, holders, dumpPauseMs } = convoy;
    const offer = dumpPauseMs === null ? '' : ` ${offerDump(dumpPauseMs)}`;
    const wait = `${formatAmount(waiting, 'goroutine waits', 'goroutines wait')} for the lock (${state}) in ${name}, ${location}.`;
    const [first] = holders;
    if (first === undefined) return `${wait} Nothing in the profile gives the holder away.${offer}`;
    const crossed = first.crossed
      ? ' It waits for a lock in turn, perhaps one that is held here: two locks in different orders.'
      : '';
    return `${wait} A guess at who holds it: ${holders.map(formatHolder).join('; or ')}.${crossed}${offer}`;
  });
}

const signs: Readonly<Record<HolderGuess['sign'], string>> = {
  'beyond the lock': 'which is past that very call',
  'same type': 'a method of the same type',
  'same package': 'in the same package',
};

function formatHolder({ count, function: name, location, state, sign }: HolderGuess): string {
  return `${count === 1 ? 'the one' : `one of ${formatCount(count)}`} in ${name}, ${location}, ${signs[sign]} (${state})`;
}
