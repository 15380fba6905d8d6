// The options of `parked doctor`.
import type { ConnectionOptions } from './fetching.ts';

/** As commander passes them. */
export interface DoctorOptions extends ConnectionOptions {
  readonly json?: true;
}
