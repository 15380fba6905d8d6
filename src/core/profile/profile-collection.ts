// The profiles of one input, in the order of their first goroutines.
import type { Profile } from './model.ts';
import type { ReaderSettings } from './options.ts';

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
  #closed = 0;
  #entries = 0;

  constructor(settings: ReaderSettings) {
    this.settings = settings;
  }

  get isFull(): boolean {
    const { groupsPerProfile } = this.settings.bounds;
    return this.#closed >= maxProfiles || this.#entries > groupsPerProfile * maxEntriesInProfiles;
  }

  open(): ProfileSlot {
    let index: number | undefined;
    return { index: () => (index ??= this.#profiles.push(undefined) - 1) };
  }

  /** `moreFrom` is the line on which text follows; 0 where none does. */
  close(slot: ProfileSlot, profile: Profile, moreFrom: number): void {
    this.#closed++;
    this.#entries += profile.entries.length;
    const isCut = this.isFull && moreFrom > 0;
    this.#profiles[slot.index()] = isCut ? tellMore(profile, moreFrom, this.#closed) : profile;
  }

  list(): readonly Profile[] {
    return this.#profiles.filter((profile) => profile !== undefined);
  }
}

function tellMore(profile: Profile, line: number, profiles: number): Profile {
  const message = `The text holds more than the ${profiles} profiles that are read of one; what follows is not read.`;
  return { ...profile, issues: [...profile.issues, { code: 'more_profiles', message, line, times: 1 }] };
}
