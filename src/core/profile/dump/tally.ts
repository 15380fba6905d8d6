// Counts the goroutines of a dump into its entries, with some of their texts.
import type { FrameTable } from '../frame-table.ts';
import type { ReadingContext } from '../format.ts';
import { GoroutineTable } from '../goroutine-table.ts';
import { GoroutineTexts } from '../goroutine-texts.ts';
import type { HeaderRecord } from '../header-table.ts';
import type { IssueLog, Place } from '../issues.ts';
import type { Entry } from '../model.ts';
import type { StackTrie } from '../stack-trie.ts';
import type { OpenGoroutine } from './open-goroutine.ts';

/** Goroutines without a stack that are kept apart, since the dump may list them again with one. */
const maxUnavailable = 1024;

interface Unavailable {
  readonly id: number;
  readonly record: HeaderRecord;
  readonly waitMinutes: number;
  readonly node: number;
  readonly creator: number;
  readonly elided: number;
}

export class DumpTally {
  readonly texts = new GoroutineTexts();
  readonly #context: ReadingContext;
  readonly #goroutines: GoroutineTable;
  readonly #unavailable = new Map<number, Unavailable>();
  readonly #onGoroutine: ReadingContext['settings']['onGoroutine'];
  parsed = 0;

  constructor(context: ReadingContext, frames: FrameTable, trie: StackTrie) {
    const { bounds, onGoroutine } = context.settings;
    this.#context = context;
    this.#onGoroutine = onGoroutine;
    this.#goroutines = new GoroutineTable(frames, trie, bounds.groupsPerProfile, bounds.sampleIdsPerEntry);
  }

  /** Counts a goroutine whose stack is complete. */
  add(goroutine: OpenGoroutine): void {
    const { id, waitMinutes, node, creator, elided } = goroutine;
    const record = goroutine.record!;
    if (goroutine.isUnavailable && this.#unavailable.size < maxUnavailable) {
      this.#unavailable.set(id, { id, record, waitMinutes, node, creator, elided });
      return;
    }
    let entry = 0;
    for (let told = 0; told < goroutine.times; told++) {
      entry = this.#count(id, record, waitMinutes, node, creator, elided);
    }
    this.texts.keep(entry, id, record.waitsForLock);
  }

  /** Forgets a goroutine without a stack, which is listed again. False where there is none of this number. */
  dropUnavailable(id: number): boolean {
    return this.#unavailable.delete(id);
  }

  /** Counts the goroutines whose stacks never came. */
  finish(): void {
    for (const { id, record, waitMinutes, node, creator, elided } of this.#unavailable.values()) {
      this.#count(id, record, waitMinutes, node, creator, elided);
    }
  }

  list(): readonly Entry[] {
    return this.#goroutines.list(this.texts.kept);
  }

  reportBounds(issues: IssueLog, place: Place): void {
    const { groupsPerProfile } = this.#context.settings.bounds;
    const folded = this.#goroutines.foldedGoroutines;
    if (folded > 0) {
      const message =
        `${folded} of ${this.parsed} goroutines are counted without their stacks: the profile has more different ones than ` +
        `groupsPerProfile (${groupsPerProfile}) or the memory set aside for stacks allows.`;
      issues.add('groups_folded', message, place, folded);
    }
    const rounded = this.#goroutines.stats.roundedWaits;
    if (rounded > 0) {
      const message = `The waits of ${rounded} goroutines are rounded down to a power of two minutes.`;
      issues.add('waits_rounded', message, place, rounded);
    }
  }

  #count(id: number, record: HeaderRecord, waitMinutes: number, node: number, creator: number, elided: number): number {
    const entry = this.#goroutines.find(node, record);
    this.parsed++;
    this.#goroutines.stats.add(entry, id, waitMinutes, record.lockedToThread, record.leaked, creator, elided);
    this.#onGoroutine?.({
      id,
      status: record.status,
      waitMinutes,
      lockedToThread: record.lockedToThread,
      leaked: record.leaked,
      creatorGoroutine: creator === 0 ? undefined : creator,
      profile: this.#context.profile(),
      entry,
    });
    return entry;
  }
}
