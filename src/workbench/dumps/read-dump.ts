// Reads bytes into groups with the readers of the backend and the command line.
import { groupProfiles, type GroupQuestion } from '../../core/analysis/group.ts';
import type { Grouped } from '../../core/analysis/model.ts';
import { defaultBounds } from '../../core/limits.ts';
import type { Profile, ReadResult } from '../../core/profile/model.ts';
import { createProfileReader } from '../../core/profile/reader.ts';
import { interpretProfile } from '../../core/stack/interpret.ts';
import type { InterpretedProfile } from '../../core/stack/model.ts';
import { explainUnrecognised, InputHead } from '../../report/unrecognised.ts';

export interface ReadDump {
  /** All profiles of the text; the page shows the last. */
  readonly profiles: readonly Profile[];
  readonly profile: Profile;
  readonly interpreted: InterpretedProfile;
  readonly grouped: Grouped;
}

export const dumpQuestion: GroupQuestion = {
  groupBy: ['stack'],
  per: [],
  filter: {},
  groupsLimit: defaultBounds.groupsPerProfile,
};

/** Throws an Error with a message for the user if the bytes are not a goroutine profile. */
export async function readDump(chunks: AsyncIterable<Uint8Array>): Promise<ReadDump> {
  // Labels may be kept, since the data stays in the user's browser, but they must not split stacks.
  const reader = createProfileReader({ labelKeys: [] });
  const head = new InputHead();
  for await (const chunk of chunks) {
    head.note(chunk);
    reader.push(chunk);
  }
  const profiles = takeProfiles(reader.finish(), head);
  const profile = profiles.at(-1);
  if (profile === undefined) throw new Error('There is no goroutine in it.');
  const interpreted = interpretProfile(profile, { ownCode: [], labelKeys: [] });
  const grouped = groupProfiles([{ profile: interpreted, labels: {} }], dumpQuestion);
  if (!grouped.ok) throw new Error(grouped.problem.message);
  return { profiles, profile, interpreted, grouped: grouped.value };
}

function takeProfiles(result: ReadResult, head: InputHead): readonly Profile[] {
  switch (result.outcome) {
    case 'read':
      return result.profiles;
    case 'broken':
      throw new Error(`A broken ${result.format} profile: ${result.issue.message}`);
    case 'unrecognised':
      throw new Error(explainUnrecognised(result, head));
  }
}
