// Exports a dump: as a document of `parked report`, or as a profile for `go tool pprof`.
import { writePprof } from '../../core/profile/write/pprof.ts';
import { writeJson } from '../../report/json.ts';
import { writeMarkdown } from '../../report/markdown.ts';
import type { ReadDump } from './read-dump.ts';
import { reportDump } from './report-dump.ts';

export function writeDocument(name: string, dump: ReadDump): string {
  const report = reportDump(name, dump);
  return writeJson(report, report.rows);
}

export function writeDumpTicket(name: string, dump: ReadDump): string {
  const report = reportDump(name, dump);
  return writeMarkdown({ ...report, creators: [] }, report.rows.slice(0, 20));
}

/** States are written as labels, since a protobuf profile has no field for them. */
export function writeDumpProfile({ profile, interpreted }: ReadDump): Uint8Array {
  const stacks = interpreted.entries
    .filter(({ entry, stack }) => entry.count > 0 && !stack.profiler)
    .map(({ entry, stack }) => ({ frames: entry.frames, count: entry.count, labels: { state: stack.state } }));
  return writePprof({ kind: profile.kind, timeMs: profile.timeMs, stacks, comments: [] });
}
