// The forms a goroutine profile comes in. A new form is one new file and one line here.
import { countsFormat } from './counts.ts';
import { dumpFormat } from './dump.ts';
import { goroutineSamplesFormat } from './goroutine-samples.ts';
import type { Profile, ProfileFormat, ReadIssue } from './model.ts';
import type { ReaderSettings } from './options.ts';
import type { ProfileMessage } from './profile-message.ts';
import { samplesFormat } from './samples.ts';
import type { Window } from './text-source.ts';
import type { Steps } from '../steps.ts';

/** What the reader of one profile has to know about its place among the others. */
export interface ReadingContext {
  readonly settings: ReaderSettings;
  /** Index of the profile being read among those of the input. */
  readonly profile: number;
}

/** How the text of a profile ended. */
export interface TextEnd {
  /** The last line has no newline. */
  readonly cutLine: boolean;
  /** Bytes of the whole input up to here. */
  readonly offset: number;
}

/** Reads one profile out of a text. */
export interface TextProfileReader {
  /** 1-based number of the line that comes next. */
  readonly line: number;
  /**
   * Takes whole lines, from `start` to the window's end. Answers where it stopped: the window's end, or the start of a
   * line at which another profile begins; never the very first line.
   */
  read(window: Window, start: number): number;
  /** Undefined when what looked like the beginning of a profile was none. */
  finish(end: TextEnd): Profile | undefined;
}

export interface TextFormat {
  readonly medium: 'text';
  /** Whether a profile of this form opens with the line from `start` to `end` (its newline excluded). */
  opensAt(bytes: Uint8Array, start: number, end: number): boolean;
  /** `line` is the 1-based number of the first line that the reader is given. */
  createReader(context: ReadingContext, line: number): TextProfileReader;
}

export interface ProtobufFormat {
  readonly medium: 'protobuf';
  /** Whether the message is of this form rather than of the plain one. */
  claims(message: ProfileMessage): boolean;
  read(message: ProfileMessage, context: ReadingContext): Steps<Profile | ReadIssue>;
}

export const formats: Readonly<Record<ProfileFormat, TextFormat | ProtobufFormat>> = {
  'debug=0': samplesFormat,
  'debug=1': countsFormat,
  'debug=2': dumpFormat,
  'debug=3': goroutineSamplesFormat,
};
