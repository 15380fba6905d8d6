// Chooses the source of an answer's goroutines: a pasted dump, live targets, or history.
import { gatherKeptDumps } from './kept-dumps.ts';
import { findDumpField } from './dumps.ts';
import { lateRangeMs } from '../../../core/agreed-times.ts';
import type { Result } from '../../../core/problem.ts';
import type { Ask } from '../ask.ts';
import { gatherInline } from './inline.ts';
import { gatherLive } from './live.ts';
import { gatherPast } from './past.ts';
import type { Gathered } from './snapshot.ts';
import { formatRoundedDuration } from '../words/format.ts';

export async function gather(ask: Ask): Promise<Result<Gathered>> {
  if (ask.query.inline !== undefined) return gatherInline(ask, ask.query.inline);
  const agoMs = ask.toMs === 0 ? 0 : ask.ports.nowMs() - ask.toMs;
  if (agoMs <= ask.ref.settings.sampling.intervalMs) return gatherLive(ask, []);
  const dumpField = findDumpField(ask.query);
  if (dumpField !== undefined) {
    const kept = await gatherKeptDumps(ask, dumpField);
    // A link to a young dump must not stop the process again.
    if (kept.ok || agoMs > lateRangeMs) return kept;
  }
  const past = await gatherPast(ask, ask.toMs);
  if (past.ok || agoMs > lateRangeMs) return past;
  const text = `The time range ended ${formatRoundedDuration(agoMs)} ago, and history has no samples of that time. This answer shows the present.`;
  return gatherLive(ask, [{ severity: 'info', text }]);
}
