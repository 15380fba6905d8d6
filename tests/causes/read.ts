// Profiles of tests, read the way Parked reads them.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { looksGzipped, readProfiles } from '../../src/core/profile/reader.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import type { InterpretedProfile } from '../../src/core/stack/model.ts';

export function readInterpreted(path: string): InterpretedProfile {
  const bytes = readFileSync(path);
  const result = readProfiles(looksGzipped(bytes) ? gunzipSync(bytes) : bytes);
  const profile = result.outcome === 'read' ? result.profiles[0] : undefined;
  if (profile === undefined) throw new Error(`${path} holds no profile: ${JSON.stringify(result)}`);
  return interpretProfile(profile, { ownCode: [], labelKeys: [] });
}
