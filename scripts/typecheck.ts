// `npm run typecheck`: checks core and the pages separately, because they must not see types of another runtime, and
// then everything else.
import { runStepsAndExit, typecheckSteps } from './lib/steps.ts';

await runStepsAndExit(typecheckSteps);
