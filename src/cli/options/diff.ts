// The options of `parked diff`.
import type { FetchOptions } from './fetching.ts';
import type { OutputOptions } from './output.ts';
import type { SelectionOptions } from './selection.ts';

/** As commander passes them. */
export interface DiffOptions extends OutputOptions, SelectionOptions, FetchOptions {
  readonly all?: true;
  readonly failOnGrowth?: number;
}
