// The answer about one stack: whole frames, waits and arrivals of a dump, who started it, and why it is suspect.
import type { Group } from '../../core/analysis/model.ts';
import type { StackFrame } from '../../core/stack/model.ts';
import { causes } from '../../core/causes/list.ts';
import { explainGroup } from '../../core/analysis/explain-group.ts';
import { listFingerprints } from '../../core/analysis/suspects/lockstep.ts';
import { drawTrouble } from '../../core/analysis/wait-for/draw.ts';
import type { ReportSuspect } from '../../report/model.ts';
import { formatCost, formatTimeLeft } from '../../report/suspects.ts';
import { CommandFailure, exitStatus } from '../exit-status.ts';
import { cutOf, nameOf } from './describe-reading.ts';
import type { Reading } from './readings.ts';

const maxFrames = 60;
const maxGroups = 4;
const maxEvidence = 6;

/** Throws a CommandFailure for a fingerprint that is not in the reading. */
export function describeStack(reading: Reading, fingerprint: string) {
  const { report } = reading;
  const groups = findGroups(reading, fingerprint);
  const [first] = groups;
  if (first === undefined) throw new Error('a fingerprint without a group was not refused');
  const suspect = report.suspects.find((one) => listFingerprints(one).some((part) => part === first.fingerprint));
  const explained = explainGroup(first, suspect?.locks?.cause);
  const cause = explained?.cause ?? null;
  return {
    reading: reading.id,
    fingerprint: first.fingerprint,
    groups: groups.slice(0, maxGroups).map(describeGroup),
    ...cutOf('groups', groups.length, maxGroups),
    frames: first.frames.slice(0, maxFrames).map(describeFrame),
    ...cutOf('frames', first.frames.length, maxFrames),
    cause:
      cause === null
        ? null
        : {
            id: cause,
            means: causes[cause].name,
            fix: causes[cause].fix,
            also: explained?.also,
            page: `parked://causes/${cause}`,
          },
    ...(suspect === undefined ? { suspect: false } : describeSuspect(suspect)),
  };
}

/** The groups of a fingerprint, or of its beginning, the largest first. */
export function findGroups({ id, report }: Reading, fingerprint: string): readonly Group[] {
  const groups = report.rows.map(({ group }) => group);
  const found = groups.filter((group) => group.fingerprint.startsWith(fingerprint));
  const [first] = found;
  if (first === undefined) {
    throw new CommandFailure(exitStatus.usage, `The reading ${id} has no stack with this fingerprint.`);
  }
  return found.filter((group) => group.fingerprint === first.fingerprint);
}

function describeGroup({ per, state, count, leaked, wait, creator }: Group) {
  return {
    ...nameOf(per),
    state,
    count,
    ...(leaked > 0 ? { proven_by_runtime: leaked } : {}),
    ...(wait === null || wait.max === 0 ? {} : { waits_minutes: wait }),
    ...(creator === null || creator === '' ? {} : { created_by: creator }),
  };
}

function describeFrame({ name, raw, own }: StackFrame) {
  const at = raw.file === '' ? '' : `${raw.file}:${raw.line}`;
  return { function: name, at, ...(own ? { own } : {}) };
}

function describeSuspect(suspect: ReportSuspect) {
  const { grade, count, confidence, probability, evidence, surer, waits, locks } = suspect;
  const costs = [formatCost(suspect), formatTimeLeft(suspect)].filter((text) => text !== '');
  return {
    suspect: { grade, count, confidence, probability: Math.round(probability * 100) / 100 },
    evidence: evidence.slice(0, maxEvidence),
    ...cutOf('evidence', evidence.length, maxEvidence),
    ...(costs.length > 0 ? { costs } : {}),
    ...(waits === null || waits.kind === 'unknown' ? {} : { waits: waits.sentence, arrivals: waits.arrivals }),
    ...(locks === null ? {} : { waits_for: drawTrouble(locks) }),
    surer: surer.slice(0, 2),
  };
}
