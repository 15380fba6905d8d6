// Where the goroutines of an answer come from: a pasted dump, the targets as they are now, or history.
import type { Result } from '../../../core/problem.ts';
import type { Ask } from '../ask.ts';
import { gatherInline } from './inline.ts';
import { gatherLive } from './live.ts';
import { gatherPast } from './past.ts';
import type { Gathered } from './snapshot.ts';
import { spellDuration } from '../words/spell.ts';

/** A dashboard left open asks for the range it was opened with. */
const lateMs = 5 * 60_000;

export async function gather(ask: Ask): Promise<Result<Gathered>> {
  if (ask.query.inline !== undefined) return gatherInline(ask, ask.query.inline);
  const agoMs = ask.toMs === 0 ? 0 : ask.ports.nowMs() - ask.toMs;
  if (agoMs <= ask.ref.settings.sampling.intervalMs) return gatherLive(ask, []);
  const past = await gatherPast(ask, ask.toMs);
  if (past.ok || agoMs > lateMs) return past;
  const text = `The time range ended ${spellDuration(agoMs)} ago, and history has nothing from then: this is how things are now.`;
  return gatherLive(ask, [{ severity: 'info', text }]);
}
