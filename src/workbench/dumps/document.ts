// A dump in forms that others read: the documents of `parked report`, and a profile for go tool pprof.
import { writePprof } from '../../core/profile/write/pprof.ts';
import { writeJson } from '../../report/json.ts';
import { writeMarkdown } from '../../report/markdown.ts';
import type { Report } from '../../report/model.ts';
import { makeRowId } from '../model.ts';
import { describeLiveSuspect } from './live-suspect.ts';
import type { LiveRows } from './messages.ts';
import type { ReadDump } from './read-dump.ts';
import { reportDump } from './report-dump.ts';

/** `live`: what the server knows of the process beyond this profile. It takes the place of what one profile tells. */
export function writeDocument(name: string, dump: ReadDump, live: LiveRows | null): string {
  const report = reportDump(name, dump);
  const whole = live === null ? report : addLive(report, live);
  return writeJson(whole, whole.rows);
}

function addLive(report: Report, { stacks, suspects, verdicts }: LiveRows): Report {
  const known = new Map(stacks.map((row) => [row.id, row]));
  const rows = report.rows.map((row) => {
    const live = known.get(makeRowId(row.group.fingerprint, row.group.state));
    return live === undefined
      ? row
      : { ...row, change: live.change, growthPerMinute: live.growthPerMinute, grade: live.grade ?? undefined };
  });
  const groups = new Map(report.rows.map(({ group }) => [group.fingerprint, group]));
  return {
    ...report,
    verdicts,
    rows,
    suspects: suspects.flatMap((row) => describeLiveSuspect(row, groups.get(row.fingerprint)) ?? []),
    // One profile alone is too early to tell; the server has more than one.
    diagnoses: report.diagnoses.filter(({ kind }) => kind !== 'too-early' && kind !== 'level'),
  };
}

export function writeDumpTicket(name: string, dump: ReadDump): string {
  const report = reportDump(name, dump);
  return writeMarkdown({ ...report, creators: [] }, report.rows.slice(0, 20));
}

/** States stand as labels: a protobuf has no other place for them. */
export function writeDumpProfile({ profile, interpreted }: ReadDump): Uint8Array {
  const stacks = interpreted.entries
    .filter(({ entry, stack }) => entry.count > 0 && !stack.profiler)
    .map(({ entry, stack }) => ({ frames: entry.frames, count: entry.count, labels: { state: stack.state } }));
  return writePprof({ kind: profile.kind, timeMs: profile.timeMs, stacks, comments: [] });
}
