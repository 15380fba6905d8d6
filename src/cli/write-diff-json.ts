// The document of `parked diff --json`, version 1. Scripts rely on it: fields may be added, never renamed.
import type { GroupChange } from '../core/analysis/diff/model.ts';
import { gradeSnapshot } from '../core/analysis/verdict.ts';
import type { DiffReport } from './diff-model.ts';
import { stringifySafely } from '../report/plain-text.ts';
import { describeGroup, writeProfile } from '../report/json.ts';

export function writeDiffJson({ base, now, diff, rows, rest, notes }: DiffReport): string {
  const document = {
    version: 1,
    // The base first, then the current profile.
    profiles: [base, now].map(writeProfile),
    groups: rows.map(writeChange),
    // Groups beyond the limit.
    other: { ...rest, change: rest.after - rest.before },
    same: { groups: diff.same.length, goroutines: diff.same.reduce((sum, { after }) => sum + after, 0) },
    notes,
  };
  return `${stringifySafely(document, 2)}\n`;
}

function writeChange({ kind, before, after, change, group }: GroupChange) {
  return {
    fingerprint: group.fingerprint,
    state: group.state,
    kind,
    before,
    after,
    change,
    grade: gradeSnapshot(group),
    ...describeGroup(group),
  };
}
