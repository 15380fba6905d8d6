// All wrong settings are reported in one form: the key, what is wrong, what to do, and never the value of a secret.
import { fail, type Problem } from '../problem.ts';

/** Status 400: the administrator of the data source has to act. `message` is one or two whole sentences. */
export function failSetting(field: string, message: string): { readonly ok: false; readonly problem: Problem } {
  return fail({ code: 'invalid_setting', status: 400, source: 'downstream', message, field });
}

/** What the message about a key without a meaning says of it. */
export const isUnknown = 'is not a setting that Parked knows';
