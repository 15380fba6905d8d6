// Tries the credentials of the settings without asking a target.
import type { Settings } from '../../core/query/settings.ts';
import { readCredentials } from './credentials.ts';

/** Why credentials cannot be used: files that cannot be read, tokens that are refused. */
export async function checkCredentials(settings: Settings): Promise<readonly string[]> {
  const timeout = AbortSignal.timeout(settings.bounds.fetchTimeout);
  const read = await Promise.all(settings.auth.map((auth) => readCredentials(auth, { settings }, timeout)));
  return read.flatMap((one) => (one.ok ? [] : [one.problem.message]));
}
