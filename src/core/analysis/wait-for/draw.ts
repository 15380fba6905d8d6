// A trouble as lines of text, for terminals and Markdown: who waits, for what, and who holds it.
import type { LockTrouble, Party } from './model.ts';

export function drawTrouble({ edges, deadlock, cause }: LockTrouble): readonly string[] {
  const lines: string[] = [];
  for (const { waiters, lock, holder, sign } of edges) {
    if (lines.length === 0) lines.push(drawParty(waiters));
    lines.push(`──waits for── ${lock}`);
    lines.push(
      holder === undefined
        ? '──held by──── nobody in the dump'
        : `──held by──── ${drawParty(holder)}${sign === 'name' ? ' (a guess)' : ''}`,
    );
  }
  const closes = cause === 'double-lock' || cause === 'recursive-read-lock' || cause === 'lock-order';
  if (closes && deadlock) lines.push('──which closes the circle');
  return lines;
}

function drawParty({ function: name, location, count, state }: Party): string {
  return `${count > 1 ? `${count} × ` : ''}${name} (${location}, ${state})`;
}
