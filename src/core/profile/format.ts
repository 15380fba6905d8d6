// The reader of one profile form, and what it is told.
import type { Profile, ReadIssue } from './model.ts';
import type { ReaderSettings } from './options.ts';
import type { ProfileMessage } from './profile-message.ts';
import type { Surroundings } from './surroundings.ts';
import type { Window } from '../transport/line-windows.ts';
import type { Steps } from '../steps.ts';

/** What the reader of one profile must know about the rest of the input. */
export interface ReadingContext {
  readonly settings: ReaderSettings;
  /** Index of the profile among those of the input, assigned on the first call. */
  readonly profile: () => number;
  /** When the line being read was logged, in milliseconds since the epoch; undefined where the log has no time. */
  readonly timeMs: () => number | undefined;
  /** The text around the profile. It collects the lines outside, and the reasons for the dump are taken from it. */
  readonly surroundings: Surroundings;
  /**
   * Whether a line that seems to belong to another transport needs a closer look. If so, the reader must stop at it:
   * the line is either handed over again or never.
   */
  readonly isCarried: () => boolean;
}

/** How the text of a profile ended. */
export interface TextEnd {
  /** The last line has no newline. */
  readonly cutLine: boolean;
  /** Bytes of the whole input up to the end of the text. */
  readonly offset: number;
}

/** Reads one profile out of a text. */
export interface TextProfileReader {
  /** 1-based number of the line that comes next. */
  line: number;
  /**
   * Takes whole lines, from `start` to the window's end. Returns where it stopped: the window's end, or the start of a
   * line that opens another profile, which is never the first line.
   */
  read(window: Window, start: number): number;
  /** Undefined when what looked like a profile was not one. */
  finish(end: TextEnd): Profile | undefined;
}

export interface TextFormat {
  readonly medium: 'text';
  /** Whether the line from `start` to `end` (without its newline) opens a profile of this form. */
  opensAt(bytes: Uint8Array, start: number, end: number): boolean;
  /** Score of the first lines of a text without any line that the runtime writes; see core/transport/weigh.ts. */
  score?(lines: readonly string[]): number;
  /** `line` is the 1-based number of the first line handed to the reader. */
  createReader(context: ReadingContext, line: number): TextProfileReader;
}

export interface ProtobufFormat {
  readonly medium: 'protobuf';
  /** Whether the message has this form rather than the plain one. */
  claims(message: ProfileMessage): boolean;
  read(message: ProfileMessage, context: ReadingContext): Steps<Profile | ReadIssue>;
}
