// Draws a trouble as lines of text for terminals and Markdown: who waits, for what, and who holds it.
import type { LockKind, LockTrouble, Party } from './model.ts';

export function drawTrouble({ edges, deadlock, cause }: LockTrouble): readonly string[] {
  const lines: string[] = [];
  for (const { waiters, lock, kind, holder, sign } of edges) {
    // Each holder is the next waiter.
    if (lines.length === 0) lines.push(drawParty(waiters));
    lines.push(`──waits for── ${lock}`);
    const who = holder === undefined ? 'nobody in the dump' : drawParty(holder);
    lines.push(`${links[kind]} ${who}${holder !== undefined && sign === 'name' ? ' (a guess)' : ''}`);
  }
  if (deadlock && cause !== 'lock-never-released') lines.push('──which closes the circle');
  return lines;
}

const links: Readonly<Record<LockKind, string>> = {
  mutex: '──held by────',
  'write lock': '──held by────',
  'read lock': '──held by────',
  once: '──run by─────',
  semaphore: '──held by────',
  'wait group': '──expected of',
  condition: '──expected of',
  channel: '──expected of',
};

function drawParty({ function: name, location, count, state }: Party): string {
  return `${count > 1 ? `${count} × ` : ''}${name} (${location}, ${state})`;
}
