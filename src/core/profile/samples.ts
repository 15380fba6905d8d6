// Reads debug=0: the protobuf that `go tool pprof` and continuous profilers use, one sample a stack and label set.
import { IssueLog } from './issues.ts';
import type { ProtobufFormat, ReadingContext } from './formats.ts';
import { keepLabels, labelsKey } from './label-text.ts';
import type { Labels } from '../labels.ts';
import type { Entry, Frame, Profile, ProfileKind, ReadIssue } from './model.ts';
import type { Int, LabelMessage, ProfileMessage, SampleMessage } from './profile-message.ts';
import { SampleFrames } from './sample-frames.ts';

export const samplesFormat: ProtobufFormat = {
  medium: 'protobuf',
  claims: () => true,
  read: readSamples,
};

interface CountedColumn {
  readonly index: number;
  readonly kind: ProfileKind;
}

/** Which value of every sample counts goroutines; undefined when none does. */
export function findGoroutineColumn(message: ProfileMessage): CountedColumn | undefined {
  for (const [index, { type }] of message.sampleTypes.entries()) {
    const name = message.strings.get(type);
    if (name === 'goroutine' || name === 'goroutines') return { index, kind: 'goroutine' };
    if (name === 'goroutineleak') return { index, kind: 'goroutineleak' };
  }
  return undefined;
}

function readSamples(message: ProfileMessage, context: ReadingContext): Profile | ReadIssue {
  const column = findGoroutineColumn(message);
  if (!column)
    return { code: 'no_goroutines', message: 'No sample type counts goroutines.', offset: message.offset, times: 1 };
  const issues = new IssueLog();
  const reader = new SampleReader(message, column, context, issues);
  for (const sample of message.samples) reader.take(sample);
  return reader.finish();
}

class SampleReader {
  readonly #message: ProfileMessage;
  readonly #column: CountedColumn;
  readonly #context: ReadingContext;
  readonly #issues: IssueLog;
  readonly #frames: SampleFrames;
  readonly #entries = new Map<string, { count: number; sample: Omit<Entry, 'count' | 'leaked'> }>();
  #parsed = 0;
  #unparsed = 0;
  #negative = false;

  constructor(message: ProfileMessage, column: CountedColumn, context: ReadingContext, issues: IssueLog) {
    this.#message = message;
    this.#column = column;
    this.#context = context;
    this.#issues = issues;
    this.#frames = new SampleFrames(message, issues);
  }

  take(sample: SampleMessage): void {
    const count = sample.values[this.#column.index];
    if (typeof count !== 'number') {
      this.#unparsed++;
      this.#issues.add('bad_count', 'A sample has no count, or one beyond all measure.', { offset: sample.offset });
      return;
    }
    this.#parsed += count;
    if (count < 0) this.#negative = true;
    const labels = this.#readLabels(sample);
    const key = `${sample.locations.join()}${labelsKey(labels)}`;
    const known = this.#entries.get(key);
    if (known) known.count += count;
    else this.#entries.set(key, { count, sample: this.#describe(sample, labels) });
  }

  finish(): Profile {
    const message = this.#message;
    const leak = this.#column.kind === 'goroutineleak';
    const durationMs = toMs(message.durationNanos);
    const delta = this.#negative || durationMs !== undefined;
    if (message.cut) {
      this.#issues.add('truncated', `The profile breaks off: ${message.cut.message}`, { offset: message.cut.offset });
    }
    return {
      kind: this.#column.kind,
      format: 'debug=0',
      timeMs: toMs(message.timeNanos),
      durationMs,
      goroutines: this.#parsed + this.#unparsed,
      parsed: this.#parsed,
      unparsed: this.#unparsed,
      truncated: message.cut !== undefined,
      delta,
      entries: [...this.#entries.values()].map(({ count, sample }) => ({ count, leaked: leak ? count : 0, ...sample })),
      issues: this.#issues.list(),
      build: readBuild(message),
    };
  }

  #describe(sample: SampleMessage, labels: Labels): Omit<Entry, 'count' | 'leaked'> {
    const frames: Frame[] = [];
    const addresses: bigint[] = [];
    for (const id of sample.locations) {
      const location = this.#frames.resolve(id, sample.offset);
      addresses.push(location.address);
      for (const frame of location.frames) frames.push(frame);
    }
    return { ...cutFrames(frames, this.#context.settings.bounds.framesPerStack), labels, header: undefined, addresses };
  }

  #readLabels(sample: SampleMessage): Labels {
    if (sample.labels.length === 0) return {};
    const labels = Object.fromEntries(sample.labels.map((label) => readLabel(label, this.#message)));
    return keepLabels(labels, this.#context.settings.labelKeys);
  }
}

/** The innermost and outermost frames of a stack, as many as a stack may have. */
export function cutFrames(frames: readonly Frame[], most: number): { frames: readonly Frame[]; elidedFrames: number } {
  if (frames.length <= most) return { frames, elidedFrames: 0 };
  const inner = Math.max(1, most >> 1);
  const outer = Math.max(1, most - inner);
  return {
    frames: [...frames.slice(0, inner), ...frames.slice(frames.length - outer)],
    elidedFrames: frames.length - inner - outer,
  };
}

/** A number label reads as its digits and unit: `4096 bytes`. */
function readLabel(label: LabelMessage, message: ProfileMessage): [string, string] {
  const key = message.strings.get(label.key) ?? '';
  const text = label.str === 0 ? undefined : message.strings.get(label.str);
  if (text !== undefined) return [key, text];
  const unit = message.strings.get(label.numUnit) ?? '';
  return [key, unit === '' ? `${label.num}` : `${label.num} ${unit}`];
}

/** Milliseconds out of nanoseconds; undefined for "not set". */
function toMs(nanos: Int): number | undefined {
  const ms = Number(typeof nanos === 'bigint' ? nanos / 1_000_000n : Math.floor(nanos / 1_000_000));
  return ms > 0 ? ms : undefined;
}

/** The first mapping is the main binary's. */
export function readBuild(message: ProfileMessage): Profile['build'] {
  const mapping = message.mappings[0];
  if (!mapping) return undefined;
  const binary = message.strings.get(mapping.filename) ?? '';
  const buildId = message.strings.get(mapping.buildId) ?? '';
  return binary === '' && buildId === '' ? undefined : { binary, buildId };
}
