// Folds the goroutines of a debug=2 profile into entries by stack and header. It enforces the bound on entries.
// Goroutines beyond it are counted by status, without their stacks.
import type { FrameTable } from './frame-table.ts';
import { elidedFrame, FrameTable as Frames } from './frame-table.ts';
import { EntryStats } from './entry-stats.ts';
import type { HeaderRecord } from './header-table.ts';
import type { KeptTexts, TextList } from './kept-texts.ts';
import type { Labels } from '../labels.ts';
import type { Creator, Entry, Frame } from './model.ts';
import { growInts } from '../transport/grow.ts';
import { PairTable } from './pair-table.ts';
import type { StackTrie } from './stack-trie.ts';
import { frameKind } from './frame-table.ts';

interface EntryKey {
  readonly status: string;
  readonly labels: Labels;
  /** Node of the trie at which the stack ends; -1 for an entry over the bound. */
  readonly node: number;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Statuses that keep their own entry beyond the bound. The runtime has about fifty. */
const maxFoldedStatuses = 64;

export class GoroutineTable {
  readonly stats: EntryStats;
  readonly #keys: EntryKey[] = [];
  readonly #byStack = new PairTable();
  /** By node: the key of its latest header, and the entry of both plus one. Most stacks have one header. */
  #latest: Int32Array<ArrayBuffer> = new Int32Array(256);
  readonly #folded = new Map<string, number>();
  readonly #frames: FrameTable;
  readonly #trie: StackTrie;
  readonly #maxEntries: number;
  /** Goroutines that share an entry because there were too many different entries. */
  foldedGoroutines = 0;

  constructor(frames: FrameTable, trie: StackTrie, maxEntries: number, maxIds: number) {
    this.#frames = frames;
    this.#trie = trie;
    this.#maxEntries = maxEntries;
    this.stats = new EntryStats(maxIds);
  }

  /** The entry of a goroutine whose stack ends at `node`; -1 stands for a stack that could not be kept. */
  find(node: number, header: HeaderRecord): number {
    if (node < 0 || header.key < 0) return this.#fold(header.status);
    const latest = this.#latest;
    const at = node * 2;
    if (at < latest.length && latest[at] === header.key && latest[at + 1]! > 0) return latest[at + 1]! - 1;
    return this.#findOrAdd(node, header);
  }

  /** `texts` holds those of the entries' goroutines. */
  list(texts: KeptTexts): Entry[] {
    const entries: Entry[] = [];
    for (let entry = 0; entry < this.#keys.length; entry++) entries.push(this.#describe(entry, texts.of(entry)));
    return entries;
  }

  #findOrAdd(node: number, { key, status, labels }: HeaderRecord): number {
    let entry = this.#byStack.get(node, key) - 1;
    if (entry < 0) {
      if (this.#keys.length - this.#folded.size >= this.#maxEntries) return this.#fold(status);
      entry = this.#add({ status, labels, node });
      this.#byStack.add(node, key, entry + 1);
    }
    this.#latest = growInts(this.#latest, node * 2 + 2);
    this.#latest[node * 2] = key;
    this.#latest[node * 2 + 1] = entry + 1;
    return entry;
  }

  #fold(status: string): number {
    this.foldedGoroutines++;
    const name = this.#folded.has(status) || this.#folded.size < maxFoldedStatuses ? status : '';
    const known = this.#folded.get(name);
    if (known !== undefined) return known;
    const entry = this.#add({ status: name, labels: {}, node: -1 });
    this.#folded.set(name, entry);
    return entry;
  }

  #add(key: EntryKey): number {
    this.#keys.push(key);
    return this.stats.addEntry();
  }

  #describe(entry: number, texts: TextList | undefined): Entry {
    const { status, labels, node } = this.#keys[entry]!;
    const stats = this.stats;
    const frames: Frame[] = [];
    const waitNumbers = stats.waitNumbers(entry);
    let creator: Creator | undefined;
    let elided = false;
    const depth = node < 0 ? 0 : this.#trie.climb(node);
    for (let at = depth - 1; at >= 0; at--) {
      const frame = this.#trie.path[at]!;
      if (frame === elidedFrame) elided = true;
      else if (this.#frames.kinds[frame] === frameKind.creator) {
        creator = { ...this.#frames.frames[frame]!, goroutine: stats.creatorGoroutine(entry) };
      } else if (Frames.isCall(frame)) frames.push(this.#frames.frames[frame]!);
    }
    const header: Writable<NonNullable<Entry['header']>> = {
      status,
      waits: stats.waits(entry),
      lockedToThread: stats.lockedToThread(entry),
      creator,
      firstId: stats.firstId(entry),
      lastId: stats.lastId(entry),
      sampleIds: stats.sampleIds(entry),
    };
    const described: Writable<Entry> = {
      count: stats.count(entry),
      leaked: stats.leaked(entry),
      frames,
      elidedFrames: node < 0 ? -1 : elided ? stats.elidedFrames(entry) : 0,
      labels,
      header,
      addresses: [],
    };
    // They are assigned, not spread: a dump may have many thousands of entries.
    if (waitNumbers !== undefined) header.waitNumbers = waitNumbers;
    if (texts !== undefined) described.texts = texts;
    if (node < 0) described.folded = true;
    return described;
  }
}
