// The options of `parked report`.
import type { FetchOptions } from './fetching.ts';
import type { Grade } from '../../core/analysis/model.ts';
import type { OutputOptions } from './output.ts';
import type { SelectionOptions } from './selection.ts';

/** How several targets are kept apart. */
export const perChoices = ['instance', 'service', 'none'] as const;

/** As commander passes them. Times are in milliseconds. */
export interface ReportOptions extends OutputOptions, SelectionOptions, FetchOptions {
  readonly failOn?: Grade;
  readonly creators?: true;
  readonly interval?: number;
  readonly every?: number;
  readonly for?: number;
  /** Folder of the program's source. */
  readonly source?: string;
  readonly per?: (typeof perChoices)[number];
}
