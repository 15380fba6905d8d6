// Protobuf profiles. All bytes are collected first, then read in steps.
import { growBytes } from '../transport/grow.ts';
import { protobufFormats } from './formats.ts';
import { IssueLog } from './issues.ts';
import type { Profile, ProfileReader, ReadIssue, ReadResult } from './model.ts';
import type { ReaderSettings } from './options.ts';
import { nameOtherProfile, unrecognised } from './other-inputs.ts';
import type { ProfileMessage } from './profile-message.ts';
import { readProfileMessages } from './read-messages.ts';
import { Surroundings } from './surroundings.ts';
import { differenceCode, findGoroutineColumn } from './samples.ts';
import { finish, type Steps } from '../steps.ts';

/**
 * Whether the bytes look like protobuf. A profile begins with a known field, and text lacks the bytes of lengths and
 * types.
 */
export function looksProtobuf(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  const field = first >> 3;
  const type = first & 7;
  if (field < 1 || field > 14 || (type !== 2 && type !== 0)) return false;
  return head.subarray(1).some((byte) => byte < 9 || (byte > 13 && byte < 27));
}

const notReadable =
  'These bytes are neither text nor a profile. Send /debug/pprof/goroutine (debug=0, 1 or 2), or the text of a crash.';

export class ProtobufInput implements ProfileReader {
  readonly #settings: ReaderSettings;
  /** Profiles that were read do not refer to it, so the next reader can use it. */
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #tooLong = false;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
    this.#bytes = settings.pools.takeBuffer();
  }

  push(chunk: Uint8Array): void {
    const start = this.#length;
    this.#length += chunk.length;
    if (this.#length > this.#settings.bounds.decompressed) {
      this.#tooLong = true;
      this.#bytes = new Uint8Array(0);
      return;
    }
    this.#bytes = growBytes(this.#bytes, this.#length);
    this.#bytes.set(chunk, start);
  }

  finish(): ReadResult {
    return finish(this.finishInSteps());
  }

  *finishInSteps(): Steps<ReadResult> {
    const result = yield* this.#read();
    if (!this.#tooLong) this.#settings.pools.giveBuffer(this.#bytes);
    this.#bytes = new Uint8Array(0);
    return result;
  }

  *#read(): Steps<ReadResult> {
    const { bounds, onTables, pools } = this.#settings;
    const { decompressed } = bounds;
    if (this.#tooLong) {
      const message = `The profile has more than ${decompressed} bytes, the most that is read of a protobuf.`;
      return broken({ code: 'too_long', message, offset: decompressed, times: 1 });
    }
    const messages = yield* readProfileMessages(
      this.#bytes.subarray(0, this.#length),
      new IssueLog(),
      pools,
      bounds.profileTables,
      onTables,
    );
    const result = yield* this.#readMessages(messages);
    for (const message of messages) pools.giveTables(message);
    return result;
  }

  *#readMessages(messages: readonly ProfileMessage[]): Steps<ReadResult> {
    const profiles: Profile[] = [];
    for (const message of messages) {
      if (!findGoroutineColumn(message)) {
        const last = profiles.pop();
        if (!last) return refuseMessage(message);
        profiles.push({ ...last, truncated: true, issues: [...last.issues, describeRest(message.offset)] });
        continue;
      }
      const index = profiles.length;
      const format = protobufFormats.find((each) => each.claims(message))!;
      const read = yield* format.read(message, {
        settings: this.#settings,
        profile: () => index,
        timeMs: () => undefined,
        surroundings: new Surroundings(),
        isCarried: () => false,
      });
      if ('code' in read) {
        return read.code === differenceCode ? unrecognised('difference of profiles', read.message) : broken(read);
      }
      profiles.push(read);
    }
    return { outcome: 'read', profiles };
  }
}

/** Names a message that has no column of goroutines. */
function refuseMessage(message: ProfileMessage): ReadResult {
  const { strings, samples, cut, sampleTypes, offset } = message;
  if (strings.length === 0 && samples.length === 0) return unrecognised('unknown', notReadable);
  if (!cut && sampleTypes.length > 0) return nameOtherProfile(message);
  return broken(
    cut
      ? { code: 'truncated', message: `The profile breaks off: ${cut.message}`, offset: cut.offset, times: 1 }
      : { code: 'no_sample_type', message: 'The profile does not say what it counts.', offset, times: 1 },
  );
}

function broken(issue: ReadIssue): ReadResult {
  return { outcome: 'broken', format: 'debug=0', issue };
}

function describeRest(offset: number): ReadIssue {
  const message = 'What follows the profile is neither part of it nor another one that counts goroutines.';
  return { code: 'unread_rest', message, offset, times: 1 };
}
