// Reads every file of an archive as a separate source, in the order of the archive.
import type { Profile, ProfileReader, ReadIssue, ReadResult } from '../model.ts';
import type { ReaderSettings } from '../options.ts';
import { unrecognised } from '../other-inputs.ts';
import { inOneStep, type Steps } from '../../steps.ts';
import type { TransportUse } from '../../transport/model.ts';
import type { FileSink, Unpacker } from './files.ts';
import { PlainFile } from './plain-file.ts';

const maxFiles = 1000;
/** How many files without a profile are named in the message. */
const maxNamed = 3;

interface OpenFile {
  readonly name: string;
  readonly reader: ProfileReader;
  readonly plain: PlainFile;
  problem: string | undefined;
}

export class ArchiveInput implements ProfileReader, FileSink {
  readonly #settings: ReaderSettings;
  readonly #unpacker: Unpacker;
  readonly #createReader: (settings: ReaderSettings) => ProfileReader;
  readonly #profiles: Profile[] = [];
  readonly #transports: TransportUse[] = [];
  /** Files without a profile, each with the reason. */
  readonly #others: string[] = [];
  #file: OpenFile | undefined;
  #files = 0;
  #bytesLeft: number;
  #isFull = false;

  constructor(
    settings: ReaderSettings,
    createUnpacker: (sink: FileSink) => Unpacker,
    createReader: (settings: ReaderSettings) => ProfileReader,
  ) {
    this.#settings = settings;
    this.#unpacker = createUnpacker(this);
    this.#createReader = createReader;
    this.#bytesLeft = settings.bounds.decompressed;
  }

  push(chunk: Uint8Array): void {
    if (!this.#isFull) this.#unpacker.push(chunk);
  }

  finishInSteps(): Steps<ReadResult> {
    return inOneStep(() => this.finish());
  }

  finish(): ReadResult {
    const problem = this.#isFull ? undefined : this.#unpacker.finish();
    this.#endFile();
    const [first, ...rest] = this.#profiles;
    if (!first) return unrecognised('archive', this.#describeNothing(problem));
    const issues = [...first.issues, ...this.#describeIssues(problem)];
    const transports = this.#transports.length === 0 ? {} : { transports: this.#transports };
    return { outcome: 'read', profiles: [{ ...first, issues }, ...rest], ...transports };
  }

  begin(name: string): void {
    this.#endFile();
    this.#files++;
    if (this.#files > maxFiles) this.#isFull = true;
    if (this.#isFull) return;
    const { onGoroutine } = this.#settings;
    const before = this.#profiles.length;
    const reader = this.#createReader({
      ...this.#settings,
      onGoroutine: onGoroutine && ((seen) => onGoroutine({ ...seen, profile: before + seen.profile })),
    });
    const plain = new PlainFile((bytes) => this.#hand(reader, bytes));
    this.#file = { name, reader, plain, problem: undefined };
  }

  data(bytes: Uint8Array): void {
    this.#file?.plain.push(bytes);
  }

  fail(reason: string): void {
    if (this.#file) this.#file.problem = reason;
  }

  /** A file that unpacks to more than memory can hold is an attack. */
  #hand(reader: ProfileReader, plain: Uint8Array): void {
    this.#bytesLeft -= plain.length;
    if (this.#bytesLeft < 0) this.#isFull = true;
    else reader.push(plain);
  }

  #endFile(): void {
    const file = this.#file;
    this.#file = undefined;
    if (!file) return;
    file.plain.finish();
    const result = file.reader.finish();
    if (result.outcome !== 'read') {
      const reason = file.problem ?? (result.outcome === 'broken' ? result.issue.message : result.hint);
      this.#others.push(`${file.name}: ${reason}`);
      return;
    }
    for (const profile of result.profiles) {
      const part = [file.name, profile.part].filter((each) => each !== undefined).join(' ');
      this.#profiles.push({
        ...profile,
        part,
        truncated: profile.truncated || file.plain.isDamaged || file.problem !== undefined,
      });
    }
    this.#transports.push(...(result.transports ?? []));
  }

  #describeNothing(problem: string | undefined): string {
    const [first] = this.#others;
    if (first === undefined) return problem ?? 'There is no file in the archive.';
    return `None of the ${this.#others.length} files in the archive holds a goroutine profile. ${first}`;
  }

  #describeIssues(problem: string | undefined): readonly ReadIssue[] {
    const issues: ReadIssue[] = [];
    const { length } = this.#others;
    if (length > 0) {
      const named = this.#others.slice(0, maxNamed).map((each) => each.slice(0, each.indexOf(': ')));
      const more = length > maxNamed ? ', …' : '';
      const message = `${length} of ${this.#files} files in the archive hold no goroutine profile: ${named.join(', ')}${more}.`;
      issues.push({ code: 'other_files', message, offset: 0, times: length });
    }
    if (this.#isFull) {
      const { decompressed } = this.#settings.bounds;
      const message = `Of the archive no more than ${maxFiles} files and ${decompressed} bytes are read; the rest is left out.`;
      issues.push({ code: 'more_files', message, offset: 0, times: 1 });
    }
    if (problem !== undefined) issues.push({ code: 'archive_damaged', message: problem, offset: 0, times: 1 });
    return issues;
  }
}
