// What a reader of one form of profile is, and what it is told.
import type { Profile, ReadIssue } from './model.ts';
import type { ReaderSettings } from './options.ts';
import type { ProfileMessage } from './profile-message.ts';
import type { Surroundings } from './surroundings.ts';
import type { Window } from '../transport/line-windows.ts';
import type { Steps } from '../steps.ts';

/** What the reader of one profile has to know about its place among the others. */
export interface ReadingContext {
  readonly settings: ReaderSettings;
  /** Index of the profile being read among those of the input: taken when it is first asked for. */
  readonly profile: () => number;
  /** When the log says that the line being read was written; undefined where nothing does. */
  readonly timeMs: () => number | undefined;
  /** What stands around the profile: reasons are taken from it, lines outside are given to it. */
  readonly surroundings: Surroundings;
  /**
   * Whether a line that looks as if another transport carried it has to be looked into. If so, the reader must stop at it: the
   * line comes again, or never.
   */
  readonly isCarried: () => boolean;
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
  line: number;
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
  /** Points of the first lines of a text, which has none of the runtime's own lines; see core/transport/weigh.ts. */
  score?(lines: readonly string[]): number;
  /** `line` is the 1-based number of the first line that the reader is given. */
  createReader(context: ReadingContext, line: number): TextProfileReader;
}

export interface ProtobufFormat {
  readonly medium: 'protobuf';
  /** Whether the message is of this form rather than of the plain one. */
  claims(message: ProfileMessage): boolean;
  read(message: ProfileMessage, context: ReadingContext): Steps<Profile | ReadIssue>;
}
