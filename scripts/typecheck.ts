// `npm run typecheck`: core and the pages by themselves first, since they must see no types of a runtime that isn't
// theirs; then everything else.
import { runStepsAndExit, typecheckSteps } from './lib/steps.ts';

runStepsAndExit(typecheckSteps);
