// Answers about a reading: the verdict and its suspects, ranked and bounded. Each suspect has a fingerprint for further
// questions.
import { reachesGrade } from '../../core/analysis/verdict.ts';
import type { Grade } from '../../core/analysis/model.ts';
import { listFingerprints } from '../../core/analysis/suspects/lockstep.ts';
import { isDated } from '../../core/analysis/suspects/words.ts';
import type { ReportSuspect } from '../../report/model.ts';
import { nameFunction, nameTarget, tellDiagnoses } from '../../report/words.ts';
import type { Reading } from './readings.ts';

/** Suspects in one answer, and other stacks of one suspect. */
export const maxSuspects = 10;
const maxParts = 4;
const maxVerdicts = 5;
const maxNotes = 4;
const largestGroups = 3;

/** The verdict of each target, the surest suspects, and the notes of the reading. */
export function describeReading(reading: Reading) {
  const { id, report, series } = reading;
  const { profiles, grouped, rows, reasons, verdicts, notes } = report;
  const diagnoses = tellDiagnoses(report).slice(0, 2);
  const suspected = new Set<string>(report.suspects.flatMap(listFingerprints));
  const others = rows.filter(({ group }) => !suspected.has(group.fingerprint)).slice(0, largestGroups);
  return {
    reading: id,
    targets: series.length,
    moments: profiles.length,
    form: [...new Set(profiles.map(({ profile }) => `${profile.kind} ${profile.format}`))].join(', '),
    goroutines: grouped.goroutines,
    groups: grouped.groups.length,
    ...(reasons.length > 0 ? { why_it_was_written: reasons.slice(0, 3) } : {}),
    verdicts: verdicts.slice(0, maxVerdicts).map(({ per, state, sentence }) => ({ ...nameOf(per), state, sentence })),
    ...cutOf('verdicts', verdicts.length, maxVerdicts),
    ...describeSuspects(reading, 0, undefined, maxSuspects),
    largest_others: others.map(({ group }) => ({
      fingerprint: group.fingerprint,
      count: group.count,
      state: group.state,
      function: nameFunction(group),
      at: group.location,
    })),
    next: diagnoses.map(({ text, next }) => [text, next].filter((part) => part !== '').join(' ')),
    notes: notes.slice(0, maxNotes),
    ...cutOf('notes', notes.length, maxNotes),
  };
}

/** Suspects, starting at a rank. */
export function describeSuspects({ report }: Reading, from: number, minGrade: Grade | undefined, limit: number) {
  const wanted = report.suspects.filter(({ grade }) => minGrade === undefined || reachesGrade(grade, minGrade));
  const shown = wanted.slice(from, from + limit);
  return {
    suspects: shown.map(describeSuspect),
    ...(from + shown.length < wanted.length
      ? {
          more_suspects: `${wanted.length - from - shown.length} of ${wanted.length}; ask suspects from ${from + shown.length}`,
        }
      : {}),
  };
}

function describeSuspect(suspect: ReportSuspect) {
  const { fingerprint, grade, once, count, state, location, cause, parts, group, growthPerMinute, sinceMs, per } =
    suspect;
  return {
    ...nameOf(per),
    fingerprint,
    grade,
    ...(once ? { once } : {}),
    count,
    state,
    function: nameFunction(group),
    at: location,
    cause,
    ...(growthPerMinute > 0 ? { per_minute: Math.round(growthPerMinute * 10) / 10 } : {}),
    ...(sinceMs !== null && isDated(sinceMs) ? { since: new Date(sinceMs).toISOString().replace(/\.\d+Z$/, 'Z') } : {}),
    ...(parts.length > 0
      ? {
          same_leak: parts.slice(0, maxParts).map((part) => ({
            fingerprint: part.fingerprint,
            count: part.count,
            state: part.state,
            function: part.function,
            at: part.location,
          })),
          ...cutOf('same_leak', parts.length, maxParts),
        }
      : {}),
  };
}

/** Empty for a single target. */
export function nameOf(per: ReportSuspect['per']): { readonly target?: string } {
  const target = nameTarget(per);
  return target === '' ? {} : { target };
}

/** What was left out of a list, and by which bound; empty if nothing was. */
export function cutOf(list: string, all: number, bound: number): Readonly<Record<string, string>> {
  return all > bound ? { [`${list}_cut`]: `${all - bound} of ${all} left out; the first ${bound} are shown` } : {};
}
