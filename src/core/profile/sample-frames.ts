// Resolves the locations of a protobuf profile into frames, each location once.
import { FrameCollector } from './frame-collector.ts';
import type { IssueLog } from './issues.ts';
import type { Entry, Frame } from './model.ts';
import type { Int, LineMessage, LocationMessage, ProfileMessage, SampleMessage } from './profile-message.ts';

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

  /** Something was referred to that is not there: a profile cut between two records looks like that. */
  get isIncomplete(): boolean {
    return ['missing_location', 'missing_function', 'missing_file'].some((code) => this.#issues.has(code));
  }

  resolveStack(sample: SampleMessage, framesPerStack: number): Pick<Entry, 'frames' | 'elidedFrames' | 'addresses'> {
    const collector = new FrameCollector(framesPerStack);
    const addresses: bigint[] = [];
    for (const id of sample.locations) {
      const location = this.#resolve(id, sample.offset);
      if (addresses.length < framesPerStack) addresses.push(location.address);
      for (const frame of location.frames) collector.push(frame);
    }
    return { frames: collector.frames, elidedFrames: collector.elidedFrames, addresses };
  }

  /** `offset` is where the sample stands that names the location. */
  #resolve(id: Int, offset: number): ResolvedLocation {
    const known = this.#locations.get(id);
    if (known) return known;
    const location = this.#message.locations.get(id);
    if (!location) this.#issues.add('missing_location', `Location ${id} is not in the profile.`, { offset });
    const resolved = { address: location?.address ?? 0n, frames: this.#resolveLines(location, offset) };
    this.#locations.set(id, resolved);
    return resolved;
  }

  #resolveLines(location: LocationMessage | undefined, offset: number): readonly Frame[] {
    if (!location) return [];
    const frames = location.lines.map((line) => this.#resolveLine(line, offset)).filter((frame) => frame !== undefined);
    // Where the runtime found no symbol, the address is the only name there is.
    return frames.length > 0 ? frames : [this.#intern(`0x${location.address.toString(16)}`, '', 0, 0)];
  }

  #resolveLine(line: LineMessage, offset: number): Frame | undefined {
    const called = this.#message.functions.get(line.function);
    const strings = this.#message.strings;
    const name = called && (strings.get(called.name) || strings.get(called.systemName));
    if (!called || !name) {
      this.#issues.add('missing_function', `Function ${line.function} or its name is not in the profile.`, { offset });
      return undefined;
    }
    const file = strings.get(called.filename) ?? this.#missFile(called.filename, offset);
    return this.#intern(name, file === '?' ? '' : file, toLine(line.line), toLine(called.startLine));
  }

  #missFile(index: Int, offset: number): string {
    this.#issues.add('missing_file', `File name ${index} is not in the profile.`, { offset });
    return '';
  }

  #intern(name: string, file: string, line: number, startLine: number): Frame {
    const key = `${name}\n${file}\n${line}\n${startLine}`;
    let frame = this.#frames.get(key);
    if (!frame) this.#frames.set(key, (frame = { function: name, file, line, startLine }));
    return frame;
  }
}

function toLine(value: Int): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
