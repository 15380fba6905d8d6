// Reads debug=0: the protobuf of `go tool pprof` and continuous profilers, one sample per stack and label set.
import { bytesPerSlot } from './frame-cost.ts';
import { IssueLog } from './issues.ts';
import type { ProtobufFormat, ReadingContext } from './format.ts';
import { keepLabels } from './label-text.ts';
import type { InternedStack } from './interned-stack.ts';
import { openInternedStacks } from './interned-stacks.ts';
import { labelsKey, type Labels } from '../labels.ts';
import type { Profile, ProfileKind, ReadIssue } from './model.ts';
import type { Int } from './int.ts';
import type { LabelMessage, ProfileMessage, SampleMessage } from './profile-message.ts';
import { SampleFrames } from './sample-frames.ts';
import type { CountedStack } from './model.ts';
import { StackCounts } from './stack-counts.ts';
import { entriesPerStep, type Steps } from '../steps.ts';

export const samplesFormat: ProtobufFormat = {
  medium: 'protobuf',
  claims: () => true,
  read: readSamples,
};

interface CountedColumn {
  readonly index: number;
  readonly kind: ProfileKind;
}

/** Which value of each sample counts goroutines; undefined when none does. */
export function findGoroutineColumn(message: ProfileMessage): CountedColumn | undefined {
  for (const [index, { type }] of message.sampleTypes.entries()) {
    const name = message.strings.get(type);
    if (name === 'goroutine' || name === 'goroutines') return { index, kind: 'goroutine' };
    if (name === 'goroutineleak') return { index, kind: 'goroutineleak' };
  }
  return undefined;
}

function* readSamples(message: ProfileMessage, context: ReadingContext): Steps<Profile | ReadIssue> {
  const column = findGoroutineColumn(message);
  if (!column)
    return { code: 'no_goroutines', message: 'No sample type counts goroutines.', offset: message.offset, times: 1 };
  if (isDifference(message, column)) return difference(message.offset);
  const issues = new IssueLog();
  reportMerge(message, issues);
  const reader = new SampleReader(message, column, context, issues);
  for (const [index, sample] of message.samples.entries()) {
    if (index % entriesPerStep === entriesPerStep - 1) yield;
    reader.take(sample);
  }
  return reader.finish();
}

class SampleReader {
  readonly #message: ProfileMessage;
  readonly #column: CountedColumn;
  readonly #context: ReadingContext;
  readonly #issues: IssueLog;
  readonly #frames: SampleFrames;
  readonly #stacks: StackCounts;
  #unparsed = 0;

  constructor(message: ProfileMessage, column: CountedColumn, context: ReadingContext, issues: IssueLog) {
    this.#message = message;
    this.#column = column;
    this.#context = context;
    this.#issues = issues;
    this.#frames = new SampleFrames(message, issues, openInternedStacks(context.settings.known));
    this.#stacks = new StackCounts(context.settings);
  }

  take(sample: SampleMessage): void {
    const count = sample.values[this.#column.index];
    if (typeof count !== 'number' || Math.abs(count) > maxCount) {
      this.#unparsed++;
      this.#issues.add('bad_count', 'A sample has no count, or one beyond all measure.', { offset: sample.offset });
      return;
    }
    const labels = this.#readLabels(sample);
    const { settings } = this.#context;
    const stack = this.#frames.resolve(sample, settings.bounds.framesPerStack);
    // Stacks beyond the profile's own bound must not fill the shared tables either.
    const number = this.#frames.number(stack, !this.#stacks.isFull);
    const keyText = `${settings.addresses ? formatLocations(sample.locations) : ''}${labelsKey(labels)}`;
    const key = keyText === '' ? number : `${number} ${keyText}`;
    if (number !== 0 && this.#stacks.addTo(key, count)) return;
    const known = this.#frames.stack(number);
    this.#stacks.addNew(
      key,
      stack.length * bytesPerSlot + keyText.length,
      count,
      keyText === '' ? known : { ...this.#describe(sample, known), labels },
    );
  }

  #describe(sample: SampleMessage, { frames, elidedFrames }: InternedStack): Omit<CountedStack, 'labels'> {
    const { addresses, bounds } = this.#context.settings;
    const kept = addresses ? this.#frames.addresses(sample, bounds.framesPerStack) : noAddresses;
    return { frames, elidedFrames, addresses: kept };
  }

  finish(): Profile {
    const message = this.#message;
    const durationMs = toMs(message.durationNanos);
    reportCut(message, this.#issues);
    this.#stacks.reportBounds(this.#issues, { offset: message.offset });
    return {
      kind: this.#column.kind,
      format: 'debug=0',
      timeMs: toMs(message.timeNanos),
      durationMs,
      goroutines: this.#stacks.parsed + this.#unparsed,
      parsed: this.#stacks.parsed,
      unparsed: this.#unparsed,
      truncated: message.cut !== undefined || this.#frames.isIncomplete,
      delta: this.#stacks.hasNegative || durationMs !== undefined,
      entries: this.#stacks.list(this.#column.kind === 'goroutineleak'),
      ...(this.#context.settings.known === undefined ? {} : { sharesFrames: true as const }),
      issues: this.#issues.list(),
      build: readBuild(message),
    };
  }

  #readLabels(sample: SampleMessage): Labels {
    if (sample.labels.length === 0) return noLabels;
    const labels = Object.fromEntries(sample.labels.map((label) => readLabel(label, this.#message)));
    return keepLabels(labels, this.#context.settings.labelKeys);
  }
}

/** The label that `pprof -diff_base` puts on subtracted samples. */
const baseLabel = 'pprof::base';

/**
 * Whether pprof made the profile from two others. A program's own delta (`seconds=N`) has negative counts as well, but
 * also a duration.
 */
function isDifference(message: ProfileMessage, { index }: CountedColumn): boolean {
  const isNegative = ({ values }: SampleMessage) => typeof values[index] === 'number' && values[index] < 0;
  const isBase = ({ labels }: SampleMessage) => labels.some(({ key }) => message.strings.get(key) === baseLabel);
  if (toMs(message.durationNanos) === undefined && message.samples.some(isNegative)) return true;
  return message.samples.some(isBase);
}

/** Issue code of a profile that is the difference of two. */
export const differenceCode = 'difference';

function difference(offset: number): ReadIssue {
  const message =
    'This is the difference of two profiles (pprof -diff_base or -base): its counts are no goroutines. Send the two profiles, and compare them with "parked diff BASE NOW".';
  return { code: differenceCode, message, offset, times: 1 };
}

/** Libraries that every program maps. They do not identify a program. */
const library = /\.so(?:\.[\d.]+)?$|\.dll$|^\[|^\/\/anon|^$/i;

/** Reports profiles of several programs in one. pprof merges whatever it is given. */
function reportMerge(message: ProfileMessage, issues: IssueLog): void {
  const programs = new Set<string>();
  for (const { filename, buildId } of message.mappings) {
    const name = message.strings.get(filename) ?? '';
    if (!library.test(name)) programs.add(`${name} ${message.strings.get(buildId) ?? ''}`.trim());
  }
  if (programs.size < 2) return;
  const listed = [...programs].slice(0, 3).join(', ');
  const text = `The profile was merged from those of ${programs.size} programs: ${listed}. Its counts are their sums.`;
  issues.add('merged', text, { offset: message.offset });
}

const noLabels: Labels = {};
const noAddresses: readonly never[] = [];

/**
 * The runtime records at most 1,024 frames per stack. Longer stacks are distinguished by both ends and a sum, because a
 * key of all frames would be huge.
 */
const maxListedFrames = 4096;

function formatLocations(locations: readonly Int[]): string {
  if (locations.length <= maxListedFrames) return locations.join();
  const half = maxListedFrames / 2;
  let sum = 0;
  for (const id of locations) sum = (Math.imul(sum, 31) + Number(id)) | 0;
  return `${locations.slice(0, half).join()}…${locations.length} ${sum}…${locations.slice(-half).join()}`;
}

/** No process has more goroutines. The sum of as many samples as fit is still exact. */
const maxCount = 2 ** 40;

export function reportCut(message: ProfileMessage, issues: IssueLog): void {
  if (!message.cut) return;
  issues.add('truncated', `The profile breaks off: ${message.cut.message}`, { offset: message.cut.offset });
}

/**
 * A number label becomes its digits and unit: `4096 bytes`. A label with neither is an empty text, which protobuf
 * leaves out.
 */
export function readLabel(label: LabelMessage, message: ProfileMessage): [string, string] {
  const key = message.strings.get(label.key) ?? '';
  const text = label.str === 0 ? undefined : message.strings.get(label.str);
  if (text !== undefined) return [key, text];
  const unit = message.strings.get(label.numUnit) ?? '';
  if (unit === '' && Number(label.num) === 0) return [key, ''];
  return [key, unit === '' ? `${label.num}` : `${label.num} ${unit}`];
}

/** Milliseconds from nanoseconds; undefined for "not set". */
export function toMs(nanos: Int): number | undefined {
  const ms = Number(typeof nanos === 'bigint' ? nanos / 1_000_000n : Math.floor(nanos / 1_000_000));
  return ms > 0 ? ms : undefined;
}

/** Build facts from the first mapping, which is the main binary's. */
export function readBuild(message: ProfileMessage): Profile['build'] {
  const mapping = message.mappings[0];
  if (!mapping) return undefined;
  const binary = message.strings.get(mapping.filename) ?? '';
  const buildId = message.strings.get(mapping.buildId) ?? '';
  return binary === '' && buildId === '' ? undefined : { binary, buildId };
}
