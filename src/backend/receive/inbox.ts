// The targets that send their profiles, each with its newest ones. Bounded in targets, in memory and in rate.
import { minuteMs } from '../../core/agreed-times.ts';
import { formatCount } from '../../core/format.ts';
import { nameBound } from '../../core/bound-titles.ts';
import { type Labels, type LabelsKey, targetKey } from '../../core/labels.ts';
import { limits } from '../../core/limits.ts';
import type { ProfileKind } from '../../core/profile/model.ts';
import { formatDuration } from '../../core/query/duration.ts';
import { formatSize } from '../../core/query/settings-size.ts';
import type { Fetched, Target } from '../targets/port.ts';
import { estimateBytes } from '../targets/profile-cache.ts';
import { arrivalOutcomes, type Arrival, type ArrivalOutcome, type Received } from './model.ts';

export interface Inbox {
  /** Stores the profile as the newest of its target, or returns why not. */
  take(arrival: Arrival): Received;
  /** Counts a push that was not read. */
  note(outcome: ArrivalOutcome): void;
  /** Targets that sent a profile in the last ten minutes. */
  list(): readonly Target[];
  has(target: LabelsKey): boolean;
  newest(target: LabelsKey, kind: ProfileKind): Fetched | undefined;
  /** Called with every profile that is accepted. */
  onTaken(listener: (arrival: Arrival) => void): void;
  figures(): InboxFigures;
}

export interface InboxFigures {
  readonly targets: number;
  readonly bytes: number;
  readonly outcomes: ReadonlyMap<ArrivalOutcome, number>;
}

interface InboxOptions {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** The bound `targets` of the settings. */
  readonly maxTargets: () => number;
}

interface Sender {
  readonly target: Target;
  readonly newest: Map<ProfileKind, Fetched>;
  heldBytes: number;
  seenMs: number;
}

/** A sender that was silent for this long is no longer a target. */
const forgetMs = 10 * minuteMs;
/** Clients send every 10 to 15 s. */
const leastPauseMs = 1_000;

export function createInbox({ nowMs, maxTargets }: InboxOptions): Inbox {
  const senders = new Map<LabelsKey, Sender>();
  const outcomes = new Map<ArrivalOutcome, number>(arrivalOutcomes.map((outcome) => [outcome, 0]));
  const listeners: ((arrival: Arrival) => void)[] = [];
  let bytes = 0;

  const note = (outcome: ArrivalOutcome): unknown => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

  function forgetSilent(): void {
    const nowAtMs = nowMs();
    for (const [key, { seenMs, heldBytes }] of senders) {
      if (Math.abs(nowAtMs - seenMs) <= forgetMs) continue;
      senders.delete(key);
      bytes -= heldBytes;
    }
  }

  function judge(arrival: Arrival, known: Sender | undefined): Received {
    const { kind, atMs } = arrival;
    const before = known?.newest.get(kind);
    if (before !== undefined && atMs - before.atMs < leastPauseMs) {
      const message = `A target's profiles must be ${formatDuration(leastPauseMs)} apart, in the order of their times.`;
      return { outcome: 'too_often', message };
    }
    if (known === undefined && senders.size >= maxTargets()) forgetSilent();
    if (known === undefined && senders.size >= maxTargets()) {
      const message = `There are already ${formatCount(senders.size)} targets that send profiles, which is the bound (${nameBound('targets')}).`;
      return { outcome: 'too_many_targets', message };
    }
    const needed = estimateBytes(arrival) - (before?.heldBytes ?? 0);
    if (bytes + needed > limits.receivedProfiles.value) forgetSilent();
    if (bytes + needed > limits.receivedProfiles.value) {
      const message = `The newest profiles of all senders fill the memory for them (${formatSize(limits.receivedProfiles.value)}).`;
      return { outcome: 'memory_full', message };
    }
    return { outcome: 'taken' };
  }

  function take(arrival: Arrival): Received {
    const key = targetKey(arrival.labels);
    const judged = judge(arrival, senders.get(key));
    note(judged.outcome);
    if (judged.outcome === 'taken') keep(key, arrival);
    return judged;
  }

  function keep(key: LabelsKey, arrival: Arrival): void {
    const { labels, kind, profile, atMs, bytes: size } = arrival;
    const sender = senders.get(key) ?? { target: asTarget(labels), newest: new Map(), heldBytes: 0, seenMs: 0 };
    const heldBytes = estimateBytes(arrival);
    const change = heldBytes - (sender.newest.get(kind)?.heldBytes ?? 0);
    const { target } = sender;
    const times = { atMs, ageMs: 0, tookMs: 0 };
    sender.newest.set(kind, { outcome: 'fetched', target, profile, ...times, bytes: size, heldBytes, url: 'pushed' });
    sender.heldBytes += change;
    sender.seenMs = nowMs();
    bytes += change;
    senders.set(key, sender);
    for (const listener of listeners) listener(arrival);
  }

  return {
    take,
    note,
    list: () => {
      forgetSilent();
      return [...senders.values()].map(({ target }) => target);
    },
    has: (target) => senders.has(target),
    newest: (target, kind) => senders.get(target)?.newest.get(kind),
    onTaken: (listener) => listeners.push(listener),
    figures: () => ({ targets: senders.size, bytes, outcomes }),
  };
}

function asTarget(labels: Labels): Target {
  return { labels, host: labels['instance'] ?? '', pushed: true };
}
