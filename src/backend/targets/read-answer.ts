// Reads the body of a profile under the bounds and checks what arrived, from a target that was asked or from one that
// pushes.
import { nameBound, type SettableBound } from '../../core/bound-titles.ts';
import { InternedStacks } from '../../core/profile/interned-stacks.ts';
import { ReaderPools } from '../../core/profile/reader-pools.ts';
import type { ProfileKind, ReadResult } from '../../core/profile/model.ts';
import { createProfileReader } from '../../core/profile/reader.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import type { Settings } from '../../core/query/settings.ts';
import { formatSize } from '../../core/query/settings-size.ts';
import type { ExchangeAnswer } from './exchange.ts';
import { keepText } from './keep-text.ts';
import type { Fetched, ProfileForm } from './port.ts';
import { processMemory } from '../memory-budget.ts';
import { readProfileStream, type ReadStream } from './read-profile-stream.ts';

/** Shared by all targets: the same stacks appear in every profile of a target, and in its replicas. */
const known = new InternedStacks();
const pools = new ReaderPools();

/** The parts of a fetch that come from reading the body. */
type ReadProfile = Pick<Fetched, 'profile' | 'bytes' | 'text'>;

/** What reading a body depends on. */
interface BodyPlan {
  /** The sender, for messages. */
  readonly host: string;
  readonly kind: ProfileKind;
  readonly form: ProfileForm;
  readonly settings: Pick<Settings, 'bounds' | 'labelKeys'>;
}

/**
 * Reads the body while it arrives. An answer that is not a profile of the kind gives a problem that says what it is.
 */
export async function readAnswer(
  answer: Pick<ExchangeAnswer, 'headers' | 'body'>,
  { host, kind, form, settings }: BodyPlan,
  signal: AbortSignal,
): Promise<Result<ReadProfile>> {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (!['identity', 'gzip', 'x-gzip', ''].includes(encoding)) {
    return fail(
      broken(
        'unknown_encoding',
        `${host} compressed its answer in an unknown way. Turn compression off for pprof, or set it to gzip.`,
      ),
    );
  }
  const boundName = form === 2 ? 'dumpBody' : 'body';
  const maxBytes = settings.bounds[boundName];
  const announced = Number(answer.headers['content-length'] ?? 0);
  if (announced > maxBytes) return fail(tooLarge(host, formatSize(announced), boundName, maxBytes));
  const { bounds, labelKeys } = settings;
  let tables = 0;
  const onTables = (bytes: number): unknown => (tables = bytes);
  const plain = createProfileReader({ kind, bounds, labelKeys, addresses: false, known, pools, onTables });
  const memory = processMemory.open('profiles');
  const keeping = form === 2 ? keepText(plain) : undefined;
  const read = await readProfileStream(
    answer.body,
    {
      source: `What ${host} sent`,
      maxBytes,
      maxDecompressedBytes: settings.bounds.decompressed,
      tooLargeAdvice: `Profiles are rarely that large. Check that the URL leads to a Go process. If it does, raise ${nameBound(boundName)}.`,
      contentGzip: encoding === 'gzip' || encoding === 'x-gzip',
      reader: keeping ?? plain,
      memory,
      tableBytes: () => tables,
    },
    signal,
  ).finally(() => memory.release());
  if (!read.ok) return read;
  const judged = judgeReading(read.value, host, kind);
  return judged.ok ? succeed({ ...judged.value, text: keeping?.text() }) : judged;
}

function judgeReading(stream: ReadStream, host: string, kind: ProfileKind): Result<ReadProfile> {
  // A partial profile would look like a leak that went away.
  if (stream.end === 'truncated' || stream.end === 'corrupt') {
    const how = stream.end === 'truncated' ? 'ends before it is complete' : 'is damaged';
    return fail(
      broken(
        'cut_short',
        `The gzip text that ${host} sent ${how}. The process may have restarted, or a proxy or a write timeout of the server may have cut the answer off.`,
      ),
    );
  }
  return judgeResult(stream.result, host, kind, stream);
}

function judgeResult(result: ReadResult, host: string, kind: ProfileKind, stream: ReadStream): Result<ReadProfile> {
  switch (result.outcome) {
    case 'read': {
      const profile = result.profiles.at(-1);
      if (profile === undefined) return fail(empty(host));
      // Treating a goroutine profile as a leak profile would report every goroutine as leaked.
      if (profile.kind !== kind) {
        return fail(
          broken(
            'wrong_profile',
            `${host} answered with a ${profile.kind} profile when asked for ${kind}. Check how its routes below /debug/pprof/ are set up.`,
          ),
        );
      }
      return succeed({ profile, bytes: stream.bytes });
    }
    case 'broken':
      return fail(
        broken(
          'broken_profile',
          `${host} sent a ${result.format} profile that cannot be read: ${result.issue.message} If it repeats, report it with the profile.`,
        ),
      );
    case 'unrecognised':
      if (result.looksLike === 'empty') return fail(empty(host));
      if (result.looksLike === 'html') {
        return fail(
          broken(
            'web_page',
            `${host} answered with a web page instead of a ${kind} profile. Set the URL to the base of the Go process or ` +
              'its pprof root (…/debug/pprof). A login page or a proxy in front of it may have answered.',
          ),
        );
      }
      return fail(
        broken(
          'not_a_profile',
          `${host} answered with something that is not a ${kind} profile (${result.looksLike}). Set the URL to the ` +
            'base of the Go process or its pprof root (…/debug/pprof).',
        ),
      );
  }
}

function empty(host: string): Problem {
  return broken(
    'empty_answer',
    `${host} sent an empty answer. Check that pprof's own handlers serve the path, and that no proxy empties answers.`,
  );
}

function tooLarge(host: string, size: string, boundName: SettableBound, maxBytes: number): Problem {
  return broken(
    'body_too_large',
    `${host} announces ${size}, more than the ${formatSize(maxBytes)} of ${nameBound(boundName)}. Check that the ` +
      'URL leads to a Go process. If it does, raise the bound.',
  );
}

function broken(code: string, message: string): Problem {
  return { code, status: 502, source: 'downstream', message };
}
