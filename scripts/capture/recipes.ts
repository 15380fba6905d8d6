// The list of what is recorded.
import { crashRecipes } from './crashes.ts';
import { otherPageRecipes } from './not-goroutines.ts';
import { otherRecipes } from './other-systems.ts';
import { parkedRecipes } from './parked-goroutines.ts';
import type { Recipe } from './recipe.ts';
import { serverRecipes } from './servers.ts';
import { testRecipes } from './test-logs.ts';
import { transportRecipes } from './transported.ts';

/** The order matters: transports change earlier recordings. */
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
