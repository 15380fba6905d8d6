// Records the corpus in tests/fixtures: real programs, built with every Go version, run, and asked for their profiles.
//   npm run capture                     everything (needs Go and, for toolchains, the Go module proxy)
//   npm run capture -- parkall quit     recipes whose names begin so
//   npm run capture -- --expect [name]  writes expected.json anew from what Parked reads now; look at the difference
import { parseArgs } from 'node:util';
import { listRecipes } from './capture/recipes.ts';
import { writeRecording } from './capture/recording.ts';
import { openWorkshop } from './capture/workshop.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    expect: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    /** Programs are built and run here, so the recordings show this path. */
    root: { type: 'string', default: '/src' },
  },
});

const chosen = (name: string) => positionals.length === 0 || positionals.some((start) => name.startsWith(start));

if (values.list) {
  for (const { name } of listRecipes()) console.log(name);
} else if (values.expect) {
  const { writeExpected } = await import('./capture/expected.ts');
  writeExpected(chosen);
} else {
  process.exitCode = await recordAll();
}

/** Continues after a recipe that failed, and lists the failed ones at the end. */
async function recordAll(): Promise<number> {
  const workshop = openWorkshop(values.root);
  const failed: string[] = [];
  for (const recipe of listRecipes().filter(({ name }) => chosen(name))) {
    try {
      for (const recording of await recipe.take(workshop)) writeRecording(recording);
    } catch (error) {
      failed.push(recipe.name);
      console.error(`${recipe.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length > 0) console.error(`Not recorded: ${failed.join(', ')}.`);
  return failed.length > 0 ? 1 : 0;
}
