// Handles one pushed profile: its labels, its kind, its bytes, and its outcome.
import { hourMs, minuteMs } from '../../core/agreed-times.ts';
import type { ProfileKind } from '../../core/profile/model.ts';
import type { Settings } from '../../core/query/settings.ts';
import { readAnswer } from '../targets/read-answer.ts';
import type { Inbox } from './inbox.ts';
import type { Received } from './model.ts';
import { nameSender } from './push-labels.ts';

/** Undefined if it is not a profile of goroutines. `unsaid` if only the profile itself can tell. */
export type PushedKind = ProfileKind | 'unsaid' | undefined;

interface Pushed {
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly kind: PushedKind;
  readonly bytes: Uint8Array;
  /** The address of the sender. */
  readonly sender: string;
  /** When it was taken, if the profile itself does not state it. */
  readonly atMs: number;
}

export interface Receiving {
  readonly inbox: Inbox;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** The current settings, for bounds and the labels that are kept. */
  readonly settings: () => Pick<Settings, 'bounds' | 'labelKeys'>;
}

export async function receiveProfile(pushed: Pushed, receiving: Receiving, signal: AbortSignal): Promise<Received> {
  const { inbox, settings } = receiving;
  const { kind, bytes, sender } = pushed;
  const count = (received: Received): Received => {
    inbox.note(received.outcome);
    return received;
  };
  if (pushed.labels.length === 0) return count({ outcome: 'invalid_labels', message: 'The profile has no label.' });
  if (kind === undefined) return count({ outcome: 'other_kind' });
  const named = nameSender(pushed.labels, sender);
  if (named.is === 'refused') return count(named.received);
  const readAs = (asked: ProfileKind) => {
    const plan = { host: 'The sender', kind: asked, form: 0, settings: settings() } as const;
    return readAnswer({ headers: {}, body: once(bytes) }, plan, signal);
  };
  let read = await readAs(kind === 'unsaid' ? 'goroutine' : kind);
  if (kind === 'unsaid' && !read.ok && read.problem.code === 'wrong_profile') read = await readAs('goroutineleak');
  if (kind === 'unsaid' && !read.ok && read.problem.code === 'not_a_profile') return count({ outcome: 'other_kind' });
  if (!read.ok && read.problem.code === 'memory_full') {
    return count({ outcome: 'memory_full', message: read.problem.message });
  }
  if (!read.ok) {
    const wanted = kind === 'unsaid' ? 'goroutine' : kind;
    const message = `The bytes are not a readable ${wanted} profile (${read.problem.code}).`;
    return count({ outcome: 'unreadable', message });
  }
  const { profile } = read.value;
  if (profile.format !== 'debug=0')
    return count({ outcome: 'unreadable', message: 'The profile is not in pprof format.' });
  const atMs = Math.round(profile.timeMs ?? pushed.atMs);
  const nowMs = receiving.nowMs();
  if (atMs < nowMs - maxAgeMs || atMs > nowMs + maxAheadMs) {
    const message = `The profile was taken at ${formatTime(atMs)}, and Parked accepts only profiles of the last hour. Check the clocks.`;
    return count({ outcome: 'out_of_window', message });
  }
  return inbox.take({ labels: named.labels, kind: profile.kind, profile, atMs, bytes: bytes.length });
}

/** Pyroscope does not accept anything older either. Clocks differ by minutes at most. */
const maxAgeMs = hourMs;
const maxAheadMs = 10 * minuteMs;

/** A time may be beyond the range of a date. */
const formatTime = (ms: number): string =>
  Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : `${Math.round(ms)} ms`;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
