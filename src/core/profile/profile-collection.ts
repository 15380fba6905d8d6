// The profiles of one input, in the order of their first goroutines.
import { isSameDump, tellRepeated } from './equal-dumps.ts';
import type { Profile } from './model.ts';
import type { GoroutineSeen, ReaderSettings } from './options.ts';

/** Profiles of one input. A log may hold many dumps; endless input is an attack. */
const maxProfiles = 1000;
/** The bound on the entries of all profiles together, in multiples of what one profile may have. */
const maxEntriesInProfiles = 10;

/**
 * The place of a profile among the others. It is taken when the first goroutine is reported or the profile is closed.
 */
export interface ProfileSlot {
  index(): number;
}

export class ProfileCollection {
  readonly settings: ReaderSettings;
  readonly #profiles: (Profile | undefined)[] = [];
  readonly #onGoroutine: ReaderSettings['onGoroutine'];
  /** Held back until it is known which profiles are kept. */
  readonly #seen: GoroutineSeen[] = [];
  #closed = 0;
  #entries = 0;

  constructor(settings: ReaderSettings) {
    this.#onGoroutine = settings.onGoroutine;
    this.settings = settings.onGoroutine ? { ...settings, onGoroutine: (one) => this.#seen.push(one) } : settings;
  }

  get isFull(): boolean {
    const { groupsPerProfile } = this.settings.bounds;
    return this.#closed >= maxProfiles || this.#entries > groupsPerProfile * maxEntriesInProfiles;
  }

  open(): ProfileSlot {
    let index: number | undefined;
    return { index: () => (index ??= this.#profiles.push(undefined) - 1) };
  }

  /**
   * `line` is the line on which the profile begins. `moreFrom` is the line on which text follows; 0 where none does. A
   * dump that was read before is left out.
   */
  close(slot: ProfileSlot, profile: Profile, line: number, moreFrom: number): void {
    // A dump that is read again costs time, too, so it counts.
    this.#closed++;
    const before = this.#latestOf(profile.part);
    const earlier = this.#profiles[before];
    if (earlier && isSameDump(earlier, profile)) {
      this.#profiles[before] = this.#tellCut(tellRepeated(earlier, line), moreFrom);
      return;
    }
    this.#entries += profile.entries.length;
    this.#profiles[slot.index()] = this.#tellCut(profile, moreFrom);
  }

  #tellCut(profile: Profile, moreFrom: number): Profile {
    return this.isFull && moreFrom > 0 ? tellMore(profile, moreFrom, this.#closed) : profile;
  }

  /** The place of the latest profile of a part; -1 where there is none. */
  #latestOf(part: string | undefined): number {
    return this.#profiles.findLastIndex((profile) => profile !== undefined && profile.part === part);
  }

  /** Ends the input: hands out the goroutines of the profiles that are kept, and returns these. */
  list(): readonly Profile[] {
    const kept = this.#profiles.filter((profile) => profile !== undefined);
    const places = new Map(kept.map((profile, index) => [this.#profiles.indexOf(profile), index]));
    for (const one of this.#seen.splice(0)) {
      const profile = places.get(one.profile);
      if (profile === one.profile) this.#onGoroutine?.(one);
      else if (profile !== undefined) this.#onGoroutine?.({ ...one, profile });
    }
    return kept;
  }
}

function tellMore(profile: Profile, line: number, profiles: number): Profile {
  const message = `The text holds more than the ${profiles} profiles that are read of one; what follows is not read.`;
  return { ...profile, issues: [...profile.issues, { code: 'more_profiles', message, line, times: 1 }] };
}
