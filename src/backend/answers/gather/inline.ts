// Reads a dump pasted into the query: text of any form, or base64 of a zipped or binary profile.
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Profile } from '../../../core/profile/model.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import { listNamedLabels } from '../../../core/query/named-labels.ts';
import type { DumpText, Snapshot } from '../../targets/port.ts';
import { processMemory } from '../../memory-budget.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { noteReading } from '../words/notices.ts';
import type { Gathered } from './snapshot.ts';
import { keepLeaked } from './snapshot.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';

export async function gatherInline(ask: Ask, inline: string): Promise<Result<Gathered>> {
  const { bounds } = ask.ref.settings;
  const labelKeys = listNamedLabels(ask.query);
  const bytes = decodeInline(inline);
  if (bytes.byteLength > bounds.inlineDump) {
    return fail(
      refuse(
        'inline_too_large',
        'inline',
        `The pasted dump has ${formatCount(bytes.byteLength)} bytes, and a query may hold at most ` +
          `${formatCount(bounds.inlineDump)}. "parked report" reads files of any size.`,
      ),
    );
  }
  const memory = processMemory.open('pastes');
  // The profile stays in memory until the answer is complete.
  ask.onEnd(() => memory.release());
  const read = await ask.ports.readProfile(bytes, bounds.inlineDump, labelKeys, memory);
  if (!read.ok) return fail({ ...read.problem, field: 'inline' });
  const { result, text } = read.value;
  switch (result.outcome) {
    case 'unrecognised':
      return fail(refuse('inline_unreadable', 'inline', `The pasted dump holds no goroutine profile. ${result.hint}`));
    case 'broken': {
      const { format, issue } = result;
      return fail(
        refuse(
          'inline_unreadable',
          'inline',
          `The pasted dump looks like a ${format} profile, but it is broken: ${issue.message}`,
        ),
      );
    }
    case 'read':
      return succeed(gatherProfiles(ask.query, result.profiles, text, bytes.byteLength, labelKeys));
  }
}

function gatherProfiles(
  query: CompleteQuery,
  profiles: readonly Profile[],
  text: DumpText,
  bytes: number,
  labelKeys: readonly string[],
): Gathered {
  const snapshots: readonly Snapshot[] = profiles.slice(-1).map((profile) => ({
    target: { labels: {}, host: 'the pasted dump' },
    text,
    atMs: profile.timeMs,
    profile: query.profile === 'goroutineleak' ? keepLeaked(profile) : profile,
  }));
  const earlier = profiles.length - snapshots.length;
  return {
    snapshots,
    unknown: [],
    failed: [],
    per: [],
    labelKeys,
    notices: [
      ...(earlier === 0
        ? []
        : [
            {
              severity: 'info',
              text: `The pasted text holds ${formatAmount(profiles.length, 'dump')}; this answer is about the last one.`,
            } as const,
          ]),
      ...noteReading(snapshots),
    ],
    stats: [{ displayName: 'Pasted', value: bytes, unit: 'decbytes' }],
    kept: Promise.resolve(),
    executed: `inline dump, ${formatCount(bytes)} bytes`,
  };
}

const shortestPacked = 24;
/** gzip, and an archive of the zip form. */
const packedMagics: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 3, 4],
];
/** A binary profile begins with its sample type: field 1, length-delimited. */
const protobufStart = 0x0a;

function decodeInline(inline: string): Uint8Array {
  const packed = inline.replace(/\s+/g, '');
  if (packed.length >= shortestPacked && /^[A-Za-z0-9+/]+={0,2}$/.test(packed)) {
    const bytes = Buffer.from(packed, 'base64');
    const isPacked = packedMagics.some((magic) => magic.every((byte, at) => bytes[at] === byte));
    if (isPacked || bytes[0] === protobufStart) return bytes;
  }
  return new TextEncoder().encode(inline);
}
