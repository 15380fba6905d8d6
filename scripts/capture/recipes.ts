// The list of what is recorded. A recipe makes one or more recordings that share a run of a program.
import { crashRecipes } from './crashes.ts';
import { otherPageRecipes } from './not-goroutines.ts';
import { otherRecipes } from './other-systems.ts';
import { parkedRecipes } from './parked-goroutines.ts';
import type { Recording } from './recording.ts';
import { serverRecipes } from './servers.ts';
import { testRecipes } from './test-logs.ts';
import { transportRecipes } from './transported.ts';
import type { Workshop } from './workshop.ts';

export interface Recipe {
  /** What the recordings' names begin with. */
  readonly name: string;
  readonly take: (workshop: Workshop) => Promise<readonly Recording[]>;
}

/** In this order: transports change what has been recorded before them. */
export function listRecipes(): readonly Recipe[] {
  return [
    ...parkedRecipes(),
    ...crashRecipes(),
    ...testRecipes(),
    ...serverRecipes(),
    ...otherRecipes(),
    ...otherPageRecipes(),
    ...transportRecipes(),
  ];
}
