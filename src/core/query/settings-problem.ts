// Every wrong setting is told in the same way: which key, what is wrong, what to do. Never the value of a secret.
import { fail, type Problem } from '../problem.ts';

/** Status 400: the person who configured the data source has to act. `message` is a whole sentence or two. */
export function failSetting(field: string, message: string): { readonly ok: false; readonly problem: Problem } {
  return fail({ code: 'invalid_setting', status: 400, source: 'downstream', message, field });
}
