// Reads profiles from a file or standard input of any size, as a stream in bounded memory.
import { formatCount } from '../core/format.ts';
import type { Profile, ReadResult } from '../core/profile/model.ts';
import { createProfileReader } from '../core/profile/reader.ts';
import { readProfileBytes } from '../backend/service.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { readFileChunks } from './file-chunks.ts';
import { neutralise } from '../report/plain-text.ts';
import { explainUnrecognised, InputHead } from '../report/unrecognised.ts';
import type { SourceProfile } from '../report/model.ts';
import type { Terminal } from './terminal.ts';

/** Bytes between two updates of the progress. Updates this often are smooth and cost nothing measurable. */
const progressBytes = 16 * 1024 * 1024;

/** All profiles of a file (`-` is standard input). Throws a CommandFailure when there are none. */
export async function readFileProfiles(
  source: string,
  labelKeys: readonly string[],
  terminal: Terminal,
): Promise<readonly SourceProfile[]> {
  const head = new InputHead();
  const chunks = source === '-' ? process.stdin : readFileChunks(source);
  let read: Awaited<ReturnType<typeof readProfileBytes>>;
  try {
    read = await readProfileBytes(showProgress(chunks, head, source, terminal), {
      source,
      maxBytes: Infinity,
      maxDecompressedBytes: Infinity,
      reader: createProfileReader({ labelKeys }),
    });
  } catch (error) {
    throw new CommandFailure(exitStatus.unreadable, `${source}: ${explain(error)}`);
  } finally {
    terminal.progress('');
  }
  if (!read.ok) throw new CommandFailure(exitStatus.unreadable, `${source}: ${read.problem.message}`);
  return takeProfiles(source, read.value.result, head);
}

/** The profiles that were read, or a failure that names the input. */
function takeProfiles(source: string, result: ReadResult, head: InputHead): readonly SourceProfile[] {
  switch (result.outcome) {
    case 'read':
      refuseUnread(source, result.profiles);
      return result.profiles.map((profile) => ({
        source: nameSource(source, profile),
        profile,
        timeMs: profile.timeMs,
      }));
    case 'broken': {
      const { format, issue } = result;
      throw new CommandFailure(exitStatus.unreadable, `${source}: a broken ${format} profile: ${issue.message}`);
    }
    case 'unrecognised': {
      throw new CommandFailure(exitStatus.unreadable, `${source}: ${explainUnrecognised(result, head)}`);
    }
  }
}

/** Rejects a source of which no goroutine could be read. */
function refuseUnread(source: string, profiles: readonly Profile[]): void {
  const unparsed = profiles.reduce((sum, profile) => sum + profile.unparsed, 0);
  if (unparsed === 0 || profiles.some(({ parsed }) => parsed > 0)) return;
  const why = profiles.flatMap(({ issues }) => issues)[0]?.message ?? '';
  const goroutines = unparsed === 1 ? 'goroutine' : 'goroutines';
  throw new CommandFailure(
    exitStatus.unreadable,
    `${source}: none of its ${formatCount(unparsed)} ${goroutines} could be read. ${why}`.trimEnd(),
  );
}

/** A file of an archive, or a stream of a log, is a separate source. */
function nameSource(source: string, { part }: Profile): string {
  return part === undefined ? source : `${source}: ${neutralise(part)}`;
}

async function* showProgress(
  chunks: AsyncIterable<Uint8Array>,
  head: InputHead,
  source: string,
  terminal: Terminal,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let shown = 0;
  for await (const chunk of chunks) {
    head.note(chunk);
    yield chunk;
    bytes += chunk.length;
    if (bytes - shown < progressBytes) continue;
    shown = bytes;
    terminal.progress(`reading ${neutralise(source)}: ${Math.round(bytes / 1024 / 1024).toLocaleString('en-US')} MiB`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT:
    'there is no such file. A source is a file, a URL that begins with http:// or https://, or - for standard input.',
  EISDIR: 'it is a folder; name the files in it.',
  EACCES: 'it may not be read.',
};

function explain(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  return reasons[code] ?? `it cannot be read (${code}).`;
}
