// Checks the credentials of the settings without a request to a target.
import type { Settings } from '../../core/query/settings.ts';
import { readCredentials } from './credentials.ts';

/** Why credentials cannot be used: files that cannot be read, and tokens that were refused. */
export async function checkCredentials(settings: Settings): Promise<readonly string[]> {
  const timeout = AbortSignal.timeout(settings.bounds.fetchTimeout);
  const read = await Promise.all(settings.auth.map((auth) => readCredentials(auth, { settings }, timeout)));
  return read.flatMap((one) => (one.ok ? [] : [one.problem.message]));
}
