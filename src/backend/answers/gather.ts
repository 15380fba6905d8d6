// Where the goroutines of an answer come from: a pasted dump, or the targets as they are now.
import type { Result } from '../../core/problem.ts';
import type { Ask } from './ask.ts';
import { gatherInline } from './gather-inline.ts';
import { gatherLive } from './gather-live.ts';
import type { Gathered } from './snapshot.ts';

export function gather(ask: Ask): Promise<Result<Gathered>> {
  return ask.query.inline === undefined ? gatherLive(ask) : gatherInline(ask, ask.query.inline);
}
