// `npm run typecheck`: core and the pages by themselves, since they must see no types of a runtime that is not
// theirs; and everything else.
import { runStepsAndExit, typecheckSteps } from './lib/steps.ts';

await runStepsAndExit(typecheckSteps);
