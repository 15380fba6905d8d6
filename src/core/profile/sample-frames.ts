// Resolves the locations of a protobuf profile into frames, each location once.
import type { IssueLog } from './issues.ts';
import type { Frame } from './model.ts';
import type { Int, LineMessage, ProfileMessage } from './profile-message.ts';

interface ResolvedLocation {
  readonly address: bigint;
  /** Leaf first: a location stands for several frames where functions were inlined. */
  readonly frames: readonly Frame[];
}

export class SampleFrames {
  readonly #message: ProfileMessage;
  readonly #issues: IssueLog;
  readonly #locations = new Map<Int, ResolvedLocation>();
  readonly #frames = new Map<string, Frame>();

  constructor(message: ProfileMessage, issues: IssueLog) {
    this.#message = message;
    this.#issues = issues;
  }

  /** `offset` is where the sample stands that names the location. */
  resolve(id: Int, offset: number): ResolvedLocation {
    const known = this.#locations.get(id);
    if (known) return known;
    const location = this.#message.locations.get(id);
    if (!location) this.#issues.add('missing_location', `Location ${id} is not in the profile.`, { offset });
    const frames = (location?.lines ?? []).map((line) => this.#resolveLine(line, offset));
    const resolved = {
      address: location?.address ?? 0n,
      frames: frames.filter((frame) => frame !== undefined),
    };
    this.#locations.set(id, resolved);
    return resolved;
  }

  #resolveLine(line: LineMessage, offset: number): Frame | undefined {
    const called = this.#message.functions.get(line.function);
    const strings = this.#message.strings;
    const name = called && (strings.get(called.name) || strings.get(called.systemName));
    if (!called || !name) {
      this.#issues.add('missing_function', `Function ${line.function} or its name is not in the profile.`, { offset });
      return undefined;
    }
    const file = strings.get(called.filename) ?? '';
    const lineNumber = toLine(line.line);
    const startLine = toLine(called.startLine);
    const key = `${name}\n${file}\n${lineNumber}\n${startLine}`;
    let frame = this.#frames.get(key);
    if (!frame) this.#frames.set(key, (frame = { function: name, file, line: lineNumber, startLine }));
    return frame;
  }
}

function toLine(value: Int): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
