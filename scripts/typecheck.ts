// `npm run typecheck`: core alone first, since it must not see the types of any runtime; then everything.
import { runStepsAndExit, typecheckSteps } from './lib/steps.ts';

runStepsAndExit(typecheckSteps);
