// The options of `parked list`.
import type { FetchOptions } from './fetching.ts';
import type { OutputOptions } from './output.ts';
import type { SelectionOptions } from './selection.ts';

/** As commander hands them over. */
export interface ListOptions extends OutputOptions, SelectionOptions, FetchOptions {
  /** Folder in which the program's source lies. */
  readonly source: string;
}
