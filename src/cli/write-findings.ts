// Writes findings in the form of a build server.
import { ciForms } from '../report/ci/form-names.ts';
import { writeFindings } from '../report/ci/forms.ts';
import type { Finding } from '../report/ci/findings.ts';
import type { OutputOptions } from './options/output.ts';
import { placeInCheckout } from './place-in-checkout.ts';

/** Undefined where no such form was requested. Files are searched below the current folder. */
export function writeForCi(
  options: OutputOptions,
  version: string,
  list: () => readonly Finding[],
): string | undefined {
  const form = ciForms.find((one) => options[one]);
  const place = (file: string) => placeInCheckout(file, process.cwd(), process.env);
  return form === undefined ? undefined : writeFindings[form](list(), { version, place });
}
