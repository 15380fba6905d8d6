// Reads the goroutines at a time in the past: each target's newest sample up to that time.
import { standInMs } from '../../../core/agreed-times.ts';
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { TargetMoment } from '../../history/port.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { makePastProfile } from './past-entries.ts';
import { describeNoRoom } from '../words/no-room.ts';
import { compilePastSorter, readPast } from './read-past.ts';
import { nameTarget, type Gathered } from './snapshot.ts';
import { formatAmount } from '../../../core/format.ts';
import { formatTime } from '../words/format.ts';

/** The row of a group and its interpretation; its stack is shared. */
const bytesPerGroup = 200;

/**
 * Fails with `no_history` if no target has a sample for that time. With `orFirst`, a time before the first sample uses
 * the first sample.
 */
export async function gatherPast(ask: Ask, atMs: number, orFirst = false): Promise<Result<Gathered>> {
  const { query, ref, signal } = ask;
  const { labelKeys } = ref.settings;
  // A query that has no past is refused before anything is read.
  const sort = compilePastSorter(ask);
  if (!sort.ok) return sort;
  const moments: TargetMoment[] = [];
  const room = { isFull: false };
  const account = await readPast(ask, (engine) =>
    engine.readMoment(
      { kind: query.profile, targets: query.targets, atMs, maxAgeMs: standInMs },
      (moment) => {
        room.isFull ||= !ask.memory.add(moment.groups.length * bytesPerGroup);
        if (!room.isFull) moments.push(moment);
      },
      signal,
    ),
  );
  if (!account.ok) return account;
  if (room.isFull) return fail(describeNoRoom('What history knows of that moment'));
  const { dataFromMs } = account.value;
  if (moments.length === 0) {
    const hasLater = orFirst && dataFromMs !== null && dataFromMs > atMs;
    return hasLater ? gatherPast(ask, dataFromMs) : fail(refuseMoment(atMs, dataFromMs));
  }
  const snapshots = moments.map((moment) => {
    const interpreted = makePastProfile(moment, query.profile, labelKeys);
    return { target: nameTarget(moment.target.labels), profile: interpreted.profile, interpreted };
  });
  const oldestMs = Math.min(...moments.map((moment) => moment.atMs));
  return succeed({
    snapshots,
    unknown: [],
    failed: [],
    per: query.per,
    labelKeys,
    notices: [
      ...account.value.notices,
      {
        severity: 'info',
        text: `This answer shows ${formatTime(atMs)}, read from ${formatAmount(moments.length, 'sample')} of history.`,
      },
    ],
    stats: [
      { displayName: 'Targets with data', value: moments.length },
      { displayName: 'Oldest sample', value: atMs - oldestMs, unit: 'ms' },
    ],
    kept: Promise.resolve(),
    executed: `history at ${formatTime(atMs)}`,
  });
}

function refuseMoment(atMs: number, dataFromMs: number | null) {
  const known = dataFromMs === null ? 'data begins now' : `data begins at ${formatTime(dataFromMs)}`;
  return refuse(
    'no_history',
    'time range',
    `History has no sample of ${formatTime(atMs)}: ${known}, with gaps where the targets were not sampled. Choose a range that ends at another time, or now.`,
  );
}
