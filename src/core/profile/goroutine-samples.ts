// Reads CockroachDB's debug=3: the protobuf of debug=0 with one sample per goroutine. Labels hold the goroutine's
// number, creator, state and wait. It gives the facts of a debug=2 header without the pause that debug=2 costs.
import { EntryStats } from './entry-stats.ts';
import type { ProtobufFormat, ReadingContext } from './format.ts';
import { parseHeader } from './header.ts';
import { IssueLog } from './issues.ts';
import { keepLabels } from './label-text.ts';
import { openInternedStacks } from './interned-stacks.ts';
import { labelsKey, type Labels } from '../labels.ts';
import type { Entry, Profile, ReadIssue } from './model.ts';
import type { Int } from './int.ts';
import type { ProfileMessage, SampleMessage } from './profile-message.ts';
import { SampleFrames } from './sample-frames.ts';
import { readBuild, readLabel, reportCut, toMs } from './samples.ts';
import { entriesPerStep, type Steps } from '../steps.ts';

const label = {
  id: 'go::goroutine',
  creator: 'go::goroutine_created_by',
  state: 'go::goroutine_state',
  waitMinutes: 'go::goroutine_wait_minutes',
} as const;

export const goroutineSamplesFormat: ProtobufFormat = {
  medium: 'protobuf',
  claims: (message) =>
    message.samples.slice(0, 10).some(({ labels }) => labels.some(({ key }) => message.strings.get(key) === label.id)),
  read: readGoroutineSamples,
};

/** What the labels of one sample say. */
interface GoroutineLabels {
  readonly id: number;
  readonly status: string;
  readonly leaked: boolean;
  readonly lockedToThread: boolean;
  readonly waitMinutes: number;
  readonly creator: string;
  readonly labels: Labels;
}

interface EntryFacts extends Pick<Entry, 'frames' | 'elidedFrames' | 'addresses' | 'labels'> {
  readonly status: string;
  readonly creator: string;
  readonly folded: boolean;
}

function* readGoroutineSamples(message: ProfileMessage, context: ReadingContext): Steps<Profile | ReadIssue> {
  const reader = new GoroutineSampleReader(message, context);
  for (const [index, sample] of message.samples.entries()) {
    if (index % entriesPerStep === entriesPerStep - 1) yield;
    reader.take(sample);
  }
  return reader.finish();
}

class GoroutineSampleReader {
  readonly #message: ProfileMessage;
  readonly #context: ReadingContext;
  readonly #issues = new IssueLog();
  readonly #frames: SampleFrames;
  readonly #stats: EntryStats;
  readonly #facts: EntryFacts[] = [];
  readonly #byKey = new Map<string, number>();
  #parsed = 0;
  #folded = 0;

  constructor(message: ProfileMessage, context: ReadingContext) {
    this.#message = message;
    this.#context = context;
    this.#frames = new SampleFrames(message, this.#issues, openInternedStacks(context.settings.known));
    this.#stats = new EntryStats(context.settings.bounds.sampleIdsPerEntry);
  }

  take(sample: SampleMessage): void {
    const goroutine = this.#readLabels(sample);
    const entry = this.#find(sample, goroutine);
    const { id, status, waitMinutes, lockedToThread, leaked } = goroutine;
    this.#parsed++;
    this.#stats.add(entry, id, waitMinutes, lockedToThread, leaked, 0, this.#facts[entry]!.elidedFrames);
    const { profile, settings } = this.#context;
    settings.onGoroutine?.({
      id,
      status,
      waitMinutes,
      lockedToThread,
      leaked,
      creatorGoroutine: undefined,
      profile: profile(),
      entry,
    });
  }

  finish(): Profile {
    const message = this.#message;
    const { groupsPerProfile } = this.#context.settings.bounds;
    reportCut(message, this.#issues);
    if (this.#folded > 0) {
      this.#issues.add(
        'groups_folded',
        `${this.#folded} of ${this.#parsed} goroutines are counted without their stacks: the profile has more different ones ` +
          `than groupsPerProfile (${groupsPerProfile}).`,
        { offset: message.offset },
        this.#folded,
      );
    }
    return {
      kind: 'goroutine',
      format: 'debug=3',
      timeMs: toMs(message.timeNanos),
      durationMs: undefined,
      goroutines: this.#parsed,
      parsed: this.#parsed,
      unparsed: 0,
      truncated: message.cut !== undefined || this.#frames.isIncomplete,
      delta: false,
      entries: this.#facts.map((facts, entry) => this.#describe(facts, entry)),
      issues: this.#issues.list(),
      build: readBuild(message),
    };
  }

  #find(sample: SampleMessage, goroutine: GoroutineLabels): number {
    const { status, creator, labels } = goroutine;
    const { groupsPerProfile, framesPerStack } = this.#context.settings.bounds;
    const isFull = this.#byKey.size >= groupsPerProfile;
    const stack = this.#frames.resolve(sample, framesPerStack);
    const number = this.#frames.number(stack, !isFull);
    const key = [status, creator, number, labelsKey(labels)].join('\n');
    const known = number === 0 ? undefined : this.#byKey.get(key);
    if (known !== undefined && !this.#facts[known]!.folded) return known;
    if (isFull) {
      this.#folded++;
      return this.#byKey.get('') ?? this.#add('', { ...nothing, status: '', creator: '', folded: true });
    }
    const { frames } = this.#frames.stack(number);
    return this.#add(key, { ...nothing, frames, elidedFrames: stack.elided, labels, status, creator, folded: false });
  }

  #add(key: string, facts: EntryFacts): number {
    this.#facts.push(facts);
    const entry = this.#stats.addEntry();
    this.#byKey.set(key, entry);
    return entry;
  }

  #describe(facts: EntryFacts, entry: number): Entry {
    const stats = this.#stats;
    const { status, creator, folded, ...stack } = facts;
    return {
      count: stats.count(entry),
      leaked: stats.leaked(entry),
      ...stack,
      header: {
        status,
        waits: stats.waits(entry),
        lockedToThread: stats.lockedToThread(entry),
        creator:
          creator === '' ? undefined : { function: creator, file: '', line: 0, startLine: 0, goroutine: undefined },
        firstId: stats.firstId(entry),
        lastId: stats.lastId(entry),
        sampleIds: stats.sampleIds(entry),
      },
      ...(folded ? { folded: true as const } : {}),
    };
  }

  #readLabels(sample: SampleMessage): GoroutineLabels {
    const { strings } = this.#message;
    let id = 0;
    let waitMinutes = 0;
    let state = '';
    let creator = '';
    const rest: [string, string][] = [];
    for (const each of sample.labels) {
      const key = strings.get(each.key);
      if (key === label.id) id = toCount(each.num);
      else if (key === label.waitMinutes) waitMinutes = toCount(each.num);
      else if (key === label.state) state = strings.get(each.str) ?? '';
      else if (key === label.creator) creator = strings.get(each.str) ?? '';
      else rest.push(readLabel(each, this.#message));
    }
    const header = parseHeader(`[${state}]`);
    const labels =
      rest.length === 0 ? noLabels : keepLabels(Object.fromEntries(rest), this.#context.settings.labelKeys);
    const { status = state, leaked = false, lockedToThread = false } = header ?? {};
    return {
      id,
      waitMinutes: waitMinutes || (header?.waitMinutes ?? 0),
      status,
      leaked,
      lockedToThread,
      creator,
      labels,
    };
  }
}

const noLabels: Labels = {};
const nothing = { frames: [], elidedFrames: -1, addresses: [], labels: noLabels } as const;

function toCount(value: Int): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
