// `npm run format`: mends what `npm run lint` can mend by itself.
import { runStepsAndExit } from './lib/steps.ts';

runStepsAndExit([
  { title: 'eslint --fix', tool: 'eslint/bin/eslint.js', args: ['.', '--fix'], repair: 'npm run format' },
  {
    title: 'prettier --write',
    tool: 'prettier/bin/prettier.cjs',
    args: ['--write', '--log-level=warn', '.'],
    repair: 'npm run format',
  },
]);
