// Text of any kind, passed through the transports to the profiles in it.
import { growBytes } from '../transport/grow.ts';
import { Stage } from '../transport/stage.ts';
import type { TransportUse } from '../transport/model.ts';
import type { Profile, ProfileReader, ReadIssue, ReadResult } from './model.ts';
import { newestFirstIssue } from './counts.ts';
import type { ReaderSettings } from './options.ts';
import { nameMarkedText, nameOtherCounts, nameOtherText } from './other-inputs.ts';
import { nameTransports } from './reading-notes.ts';
import { ProfileCollection } from './profile-collection.ts';
import { findListing, isPlainDump, scoreText } from './score.ts';
import { TextProfiles } from './text-profiles.ts';
import { inOneStep, type Steps } from '../steps.ts';

/** Bytes kept from the beginning of a text, to name it when it is not a profile. */
const keptHeadBytes = 16 * 1024;

export class TextInput implements ProfileReader {
  readonly #profiles: ProfileCollection;
  readonly #uses: TransportUse[] = [];
  readonly #stage: Stage;
  #head = new Uint8Array(0);
  #headLength = 0;

  constructor(settings: ReaderSettings) {
    const profiles = new ProfileCollection(settings);
    this.#profiles = profiles;
    this.#stage = new Stage({
      score: scoreText,
      isPlain: isPlainDump,
      createLeaf: (part, head) => new TextProfiles(profiles, part, findListing(head)),
      report: (use) => this.#uses.push(use),
    });
  }

  push(chunk: Uint8Array): void {
    if (this.#headLength < keptHeadBytes) this.#keepHead(chunk);
    this.#stage.push(chunk);
  }

  /** Text is read as it arrives, so nothing is left to do. */
  finishInSteps(): Steps<ReadResult> {
    return inOneStep(() => this.finish());
  }

  finish(): ReadResult {
    this.#stage.finish();
    const head = this.#head.subarray(0, this.#headLength);
    const other = nameMarkedText(head) ?? nameOtherCounts(head);
    if (other) return other;
    const profiles = nameParts(this.#profiles.list());
    if (profiles.length === 0) return nameOtherText(head);
    const upsideDown = findUpsideDown(profiles);
    if (upsideDown) return { outcome: 'broken', format: 'debug=1', issue: upsideDown };
    const readAs = nameTransports(this.#uses);
    if (readAs === undefined) return { outcome: 'read', profiles };
    return { outcome: 'read', profiles: profiles.map((profile) => ({ ...profile, readAs })), transports: this.#uses };
  }

  #keepHead(chunk: Uint8Array): void {
    const length = Math.min(chunk.length, keptHeadBytes - this.#headLength);
    this.#head = growBytes(this.#head, this.#headLength + length);
    for (let i = 0; i < length; i++) this.#head[this.#headLength + i] = chunk[i]!;
    this.#headLength += length;
  }
}

/** Why nothing was read, where all there is stands upside down. */
function findUpsideDown(profiles: readonly Profile[]): ReadIssue | undefined {
  if (profiles.some(({ entries }) => entries.length > 0)) return undefined;
  return profiles.flatMap(({ issues }) => issues).find(({ code }) => code === newestFirstIssue);
}

/** A part has a name only where there are several. */
function nameParts(profiles: readonly Profile[]): readonly Profile[] {
  const [first] = profiles;
  if (first?.part === undefined || profiles.some(({ part }) => part !== first.part)) return profiles;
  return profiles.map(({ part: _, ...profile }) => profile);
}
