// Collects the stacks that a tool's text lists, and folds equal ones into entries.
import { EntryStats } from '../entry-stats.ts';
import { bytesPerFrame } from '../frame-cost.ts';
import { labelsKey, type Labels } from '../../labels.ts';
import type { Creator, Entry, Frame } from '../model.ts';
import type { ReaderSettings } from '../options.ts';

export interface StackFacts {
  readonly count: number;
  /** The runtime's words; empty where the form has none. */
  readonly status: string;
  readonly waitMinutes: number;
  /** 0 where the form has none. */
  readonly id: number;
}

const oneOfUnknownState: StackFacts = { count: 1, status: '', waitMinutes: 0, id: 0 };
/** The state of a stack that neither names it nor shows frames of the runtime. */
const unknownState = 'unknown';
const noLabels: Labels = {};
/** Goroutines reported one by one. A larger count is a mistake or an attack. */
const maxTold = 1_000_000;

interface Kept {
  readonly status: string;
  readonly frames: readonly Frame[];
  readonly creator: Frame | undefined;
  readonly elided: number;
  readonly labels: Labels;
  readonly isFolded: boolean;
}

export class StackBuilder {
  readonly #settings: ReaderSettings;
  readonly #stats: EntryStats;
  readonly #kept: Kept[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #interned = new Map<string, Frame>();
  #text = 0;
  #open: { facts: StackFacts; frames: Frame[]; creator: Frame | undefined; cut: number; labels: Labels } | undefined;
  parsed = 0;
  foldedGoroutines = 0;
  running = false;
  /** Called for every stack, with its entry. */
  onStack: (facts: StackFacts, entry: number) => void = () => {};

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
    this.#stats = new EntryStats(settings.bounds.sampleIdsPerEntry);
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Frames of the open stack. */
  get depth(): number {
    return this.#open?.frames.length ?? 0;
  }

  begin(facts: Partial<StackFacts> = {}): void {
    this.end();
    this.#open = {
      facts: { ...oneOfUnknownState, ...facts },
      frames: [],
      creator: undefined,
      cut: 0,
      labels: noLabels,
    };
  }

  /** The next frame further out. */
  frame(name: string, file = '', line = 0): void {
    const open = this.#open;
    if (!open || name === '') return;
    if (open.frames.length < this.#settings.bounds.framesPerStack) open.frames.push(this.#intern(name, file, line));
    else open.cut++;
  }

  creator(name: string, file = '', line = 0): void {
    if (this.#open && name !== '') this.#open.creator = this.#intern(name, file, line);
  }

  /** Replaces facts of the open stack. */
  tell(facts: Partial<StackFacts>): void {
    if (this.#open) this.#open.facts = { ...this.#open.facts, ...facts };
  }

  /** Drops the open stack. */
  forget(): void {
    this.#open = undefined;
  }

  end(): void {
    const open = this.#open;
    this.#open = undefined;
    if (!open || open.facts.count <= 0) return;
    const { facts, frames, creator, cut, labels } = open;
    const showsWhy = frames.some(
      (frame) => frame.function.startsWith('runtime.') || frame.function.startsWith('sync.'),
    );
    const status = facts.status === '' && !showsWhy ? unknownState : facts.status;
    if (status === 'running') this.running = true;
    const entry = this.#find({ status, frames, creator, elided: cut, labels, isFolded: false });
    for (let told = 0; told < Math.min(facts.count, maxTold); told++) {
      this.#stats.add(entry, facts.id, facts.waitMinutes, false, false, 0, cut);
      this.onStack({ ...facts, status }, entry);
      this.parsed++;
    }
  }

  list(): Entry[] {
    return this.#kept.map(({ status, frames, creator, elided, labels, isFolded }, entry) => ({
      count: this.#stats.count(entry),
      leaked: 0,
      frames,
      elidedFrames: isFolded ? -1 : elided,
      labels,
      header: {
        status,
        waits: this.#stats.waits(entry),
        lockedToThread: 0,
        creator: creator && ({ ...creator, goroutine: undefined } satisfies Creator),
        firstId: this.#stats.firstId(entry),
        lastId: this.#stats.lastId(entry),
        sampleIds: this.#stats.sampleIds(entry).filter((id) => id > 0),
      },
      addresses: [],
      ...(isFolded ? { folded: true as const } : {}),
    }));
  }

  #find(kept: Kept): number {
    const { status, frames, creator, elided, labels } = kept;
    const place = (frame: Frame | undefined) => (frame ? `${frame.function} ${frame.file}:${frame.line}` : '');
    const key = [status, labelsKey(labels), elided, place(creator), ...frames.map(place)].join('\n');
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const { groupsPerProfile, stackText } = this.#settings.bounds;
    if (this.#kept.length >= groupsPerProfile || this.#text > stackText * 4) return this.#fold(status);
    this.#text += key.length;
    return this.#add(key, kept);
  }

  #fold(status: string): number {
    this.foldedGoroutines++;
    const key = `folded ${status}`;
    const none = { status, frames: [], creator: undefined, elided: 0, labels: noLabels, isFolded: true };
    return this.#byKey.get(key) ?? this.#add(key, none);
  }

  #add(key: string, kept: Kept): number {
    const entry = this.#stats.addEntry();
    this.#kept.push(kept);
    this.#byKey.set(key, entry);
    return entry;
  }

  #intern(name: string, file: string, line: number): Frame {
    const key = `${name}\n${file}:${line}`;
    const known = this.#interned.get(key);
    if (known) return known;
    const frame: Frame = { function: name, file, line, startLine: 0 };
    if (this.#text < this.#settings.bounds.stackText) this.#interned.set(key, frame);
    this.#text += key.length + bytesPerFrame;
    return frame;
  }
}
