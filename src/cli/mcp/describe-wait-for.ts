// The answer about locks: which goroutines wait for which in a dump, and which circles of them cannot end.
import { findLockTroubles } from '../../core/analysis/wait-for/find-troubles.ts';
import { drawTrouble } from '../../core/analysis/wait-for/draw.ts';
import { tellConvoys } from '../../report/starters.ts';
import { cutOf } from './describe-reading.ts';
import type { Reading } from './readings.ts';

const maxTroubles = 5;
const maxEvidence = 4;

export function describeWaitFor({ id, series, report }: Reading) {
  const troubles = series.flatMap(({ labels, last }) =>
    findLockTroubles(last.interpreted).map((trouble) => ({ labels, trouble })),
  );
  const hasAddresses = series.some(({ last }) => last.profile.format === 'debug=2');
  return {
    reading: id,
    troubles: troubles.slice(0, maxTroubles).map(({ labels, trouble }) => ({
      ...(series.length > 1 ? { target: labels['instance'] } : {}),
      cause: trouble.cause,
      grade: trouble.grade,
      deadlock: trouble.deadlock,
      waiting: trouble.waiting,
      sentence: trouble.sentence,
      graph: drawTrouble(trouble),
      evidence: trouble.evidence.slice(0, maxEvidence),
      fingerprints: trouble.fingerprints.slice(0, 6),
    })),
    ...cutOf('troubles', troubles.length, maxTroubles),
    guesses: tellConvoys(report.convoys),
    ...(hasAddresses ? {} : { note: 'Only a debug=2 dump has the addresses that name holders; this reading is none.' }),
  };
}
