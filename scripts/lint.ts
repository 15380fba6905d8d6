// `npm run lint`: what eslint and prettier would change, without changing it.
import { lintSteps, runStepsAndExit } from './lib/steps.ts';

await runStepsAndExit(lintSteps);
