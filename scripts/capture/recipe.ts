// A recipe makes one or more recordings that share a run of a program.
import type { Recording } from './recording.ts';
import type { Workshop } from './workshop.ts';

export interface Recipe {
  /** What the recordings' names begin with. */
  readonly name: string;
  readonly take: (workshop: Workshop) => Promise<readonly Recording[]>;
}
