// What the readers of tools' texts share: lines are read as strings into a builder. The file of each tool defines only
// what its lines mean. A single log line never opens such a text: the beginning of the text must look like the tool's
// output.
import { decodeText } from '../../transport/byte-text.ts';
import type { Window } from '../../transport/line-windows.ts';
import type { ReadingContext, TextEnd, TextFormat, TextProfileReader } from '../format.ts';
import { IssueLog, quoteLine } from '../issues.ts';
import type { Profile, ProfileFormat } from '../model.ts';
import { describeContext } from '../surroundings.ts';
import { StackBuilder } from './stack-builder.ts';

/** Takes the lines of one text, without their line ends. */
export interface ListingParser {
  /** False when the tool does not write such lines. */
  take(line: string): boolean;
  /** The text has ended. */
  end?(): void;
  /** What this form cannot show. Reported with every profile. */
  readonly limits?: string | undefined;
}

interface Listing {
  readonly name: ProfileFormat;
  /** Points of a line that the tool writes; see `weighHead`. */
  readonly pointsOf: (line: string) => number;
  /** A text with fewer points is not the tool's. */
  readonly minPoints: number;
  readonly createParser: (builder: StackBuilder) => ListingParser;
}

const maxLineLength = 16 * 1024;

export function listingFormat(listing: Listing): TextFormat {
  return {
    medium: 'text',
    opensAt: () => false,
    score: (lines) => scoreLines(listing, lines),
    createReader: (context, line) => new ListingReader(listing, context, line),
  };
}

function scoreLines({ pointsOf, minPoints }: Listing, lines: readonly string[]): number {
  const points = lines.reduce((sum, line) => sum + pointsOf(line), 0);
  return points < minPoints ? 0 : points;
}

class ListingReader implements TextProfileReader {
  line: number;
  readonly #listing: Listing;
  readonly #context: ReadingContext;
  readonly #builder: StackBuilder;
  readonly #parser: ListingParser;
  readonly #issues = new IssueLog();
  readonly #timeMs: number | undefined;

  constructor(listing: Listing, context: ReadingContext, line: number) {
    this.line = line;
    this.#listing = listing;
    this.#context = context;
    this.#timeMs = context.timeMs();
    this.#builder = new StackBuilder(context.settings);
    this.#builder.onStack = ({ id, status, waitMinutes }, entry) =>
      context.settings.onGoroutine?.({
        id,
        status,
        waitMinutes,
        lockedToThread: false,
        leaked: false,
        creatorGoroutine: undefined,
        profile: context.profile(),
        entry,
      });
    this.#parser = listing.createParser(this.#builder);
  }

  read({ bytes, end }: Window, start: number): number {
    for (let at = start; at < end;) {
      const lineEnd = bytes.indexOf(10, at);
      const to = Math.min(lineEnd, at + Math.min(maxLineLength, this.#context.settings.bounds.line));
      if (!this.#parser.take(decodeText(bytes, at, to).trimEnd())) {
        const message = `A line is none that this form has: ${quoteLine(bytes, at, to)}`;
        this.#issues.add('unread_line', message, { line: this.line });
      }
      this.line++;
      at = lineEnd + 1;
    }
    return end;
  }

  finish(_: TextEnd): Profile | undefined {
    this.#parser.end?.();
    this.#builder.end();
    const { parsed, running, foldedGoroutines } = this.#builder;
    if (parsed === 0) return undefined;
    const reasons = this.#context.surroundings.settle();
    const place = { line: this.line };
    if (this.#parser.limits !== undefined) this.#issues.add('form_limits', this.#parser.limits, place);
    if (foldedGoroutines > 0) {
      const message = `${foldedGoroutines} of ${parsed} goroutines are counted without their stacks: there are too many different ones.`;
      this.#issues.add('groups_folded', message, place, foldedGoroutines);
    }
    return {
      kind: this.#context.settings.kind,
      format: this.#listing.name,
      timeMs: this.#timeMs,
      durationMs: undefined,
      goroutines: parsed,
      parsed,
      unparsed: 0,
      truncated: false,
      delta: false,
      entries: this.#builder.list(),
      issues: this.#issues.list(),
      context: describeContext(reasons, { goroutines: parsed, running }),
      build: undefined,
    };
  }
}
