// Recordings of what tests print: synctest bubbles, goleak's findings, a test that ran out of time.
import type { Recipe } from './recipe.ts';
import { minorOf, type GoVersion } from './toolchains.ts';
import type { BuildOptions } from './workshop.ts';

export function testRecipes(): readonly Recipe[] {
  return [
    ...(['1.24.10', '1.25.4', '1.26.8', '1.27.4'] as const).flatMap((version) => [
      log('synctest-dump', 'bubble', version, ['-test.run=Dump'], bubbleOptions(version)),
      log('synctest-deadlock', 'bubble', version, ['-test.run=Deadlock'], bubbleOptions(version)),
    ]),
    ...(['1.20.14', '1.26.8'] as const).flatMap((version) => [
      log('goleak', 'leaktest', version, ['-test.v']),
      log('timeout', 'timeout', version, ['-test.v', '-test.timeout=1s']),
    ]),
  ];
}

function bubbleOptions(version: GoVersion): BuildOptions {
  return minorOf(version) === '1.24' ? { env: { GOEXPERIMENT: 'synctest' } } : {};
}

function log(
  what: string,
  program: string,
  version: GoVersion,
  args: readonly string[],
  options?: BuildOptions,
): Recipe {
  const name = `${what}-go${minorOf(version)}`;
  return {
    name,
    take: async (workshop) => {
      const ran = workshop.run(workshop.buildTest(program, version, options), args);
      const experiment = options?.env?.['GOEXPERIMENT'];
      return [
        {
          name,
          bytes: Buffer.concat([ran.stdout, ran.stderr]),
          extension: 'txt',
          origin: {
            go: version,
            program: `the tests of tests/programs/${program}, ${args.join(' ')}`,
            taken: 'standard output and error',
            ...(experiment ? { settings: `GOEXPERIMENT=${experiment}` } : {}),
          },
        },
      ];
    },
  };
}
