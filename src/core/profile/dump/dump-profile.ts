// What a dump amounts to at its end: a profile, with what is missing from it.
import type { TextEnd } from '../format.ts';
import { frameKind } from '../frame-table.ts';
import type { Profile } from '../model.ts';
import { describeContext } from '../surroundings.ts';
import type { DumpBuilder } from './dump-builder.ts';

/** The most bytes the runtime writes into a debug=2 answer. It then stops, even within a word. */
const runtimeDumpBytes = 64 * 1024 * 1024;
/** The function that writes a leak profile. A leak profile lists all goroutines, so this one identifies it. */
const leakProfiler = 'runtime/pprof.writeGoroutineLeak';

/** `isDoubtful` means that the last line may be incomplete. */
export function finishDump(dump: DumpBuilder, end: TextEnd, isDoubtful: boolean): Profile | undefined {
  if (!dump.begun) return undefined;
  const { goroutine, tally, issues, context } = dump;
  const full = end.offset - dump.startOffset === runtimeDumpBytes;
  const cut = goroutine.place !== 'outside' && (full || isHalfRead(dump, end, isDoubtful));
  // Half a stack is better than none when the dump has only one goroutine.
  const isKept = cut && !full && tally.parsed === 0;
  const unparsed = cut && !isKept ? 1 : 0;
  if (isKept) leaveOpen(dump);
  if (unparsed === 0) dump.end();
  if (cut || full) issues.add('truncated', describeCut(full, isKept), { line: dump.line });
  dump.reportLostFrames();
  tally.finish();
  tally.reportBounds(issues, { line: dump.line });
  const goroutines = tally.parsed + unparsed;
  return {
    kind: dump.frames.has(leakProfiler) ? 'goroutineleak' : context.settings.kind,
    format: 'debug=2',
    timeMs: dump.timeMs,
    durationMs: undefined,
    goroutines,
    parsed: tally.parsed,
    unparsed,
    truncated: cut || full,
    delta: false,
    entries: tally.list(),
    issues: issues.list(),
    context: describeContext(dump.reasons, { goroutines, running: dump.hasRunning }),
    build: undefined,
  };
}

/** Whether the input ends inside a goroutine: after its header, between a call and its location, or within a line. */
function isHalfRead({ goroutine, pending }: DumpBuilder, end: TextEnd, isDoubtful: boolean): boolean {
  if (goroutine.isEmpty) return true;
  if (pending.kind === frameKind.call || pending.kind === frameKind.creator) return true;
  return end.cutLine && isDoubtful;
}

/** Outer frames of the goroutine are missing, and their number is unknown. */
function leaveOpen(dump: DumpBuilder): void {
  // That the dump is cut says it already.
  dump.dropPending({ said: false });
  dump.goroutine.elide(-1);
}

function describeCut(full: boolean, isKept: boolean): string {
  if (full) {
    return 'The dump is exactly 64 MiB long: the Go runtime cuts there, and how many goroutines are missing it does not say.';
  }
  if (isKept) return 'The dump ends in the middle of its only goroutine: outer frames are missing.';
  return 'The dump ends in the middle of a goroutine, which is left out.';
}
