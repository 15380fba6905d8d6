// The options of `parked list`.
import type { FetchOptions } from './fetching.ts';
import type { OutputOptions } from './output.ts';
import type { SelectionOptions } from './selection.ts';

/** As commander passes them. */
export interface ListOptions extends OutputOptions, SelectionOptions, FetchOptions {
  /** Folder of the program's source. */
  readonly source: string;
}
