// `npm run format`: repairs whatever the findings of `npm run lint` allow to repair automatically.
import { runStepsAndExit, type Step } from './lib/steps.ts';

const repair = 'npm run format';
const steps: readonly Step[] = [
  { title: 'eslint --fix', tool: 'eslint/bin/eslint.js', args: ['.', '--fix'], repair },
  { title: 'prettier --write', tool: 'prettier/bin/prettier.cjs', args: ['--write', '--log-level=warn', '.'], repair },
];
// Both write to the same files.
await runStepsAndExit(steps, 1);
