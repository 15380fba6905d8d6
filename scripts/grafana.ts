// `npm run test:grafana`: the browser half with the packages and the React of each Grafana that Parked works with:
// types,
// component tests, and the built module in a real browser, hosted as Grafana hosts it. Needs the npm registry and
// Chromium.
// npm run test:grafana [-- VERSION…], such as 12.3.0, or 13.1 for its newest.
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { chromiumPath } from '../tests/workbench/support/browser.ts';
import { makeBundle } from './grafana/bundle.ts';
import type { Bundle } from './grafana/bundle.ts';
import { testComponents } from './grafana/components.ts';
import { searchForGone } from './grafana/gone.ts';
import { tryInBrowser } from './grafana/in-browser.ts';
import { install, readInstalled } from './grafana/install.ts';
import { findRelease, usualReleases } from './grafana/releases.ts';
import { addUp } from './grafana/result.ts';
import type { Result } from './grafana/result.ts';
import { checkTypes } from './grafana/types.ts';
import { projectDir } from './lib/steps.ts';

if (chromiumPath === undefined) {
  process.stderr.write('There is no Chromium: install one, or say where it is in PARKED_CHROMIUM.\n');
  process.exit(2);
}
const given = process.argv.slice(2);
const results: Result[] = [];

const builtMs = performance.now();
const bundle = await makeBundle(join(projectDir, 'build/grafana/module'));
report('module.js', [['without what React 19 lacks', searchForGone(bundle.folder)]], builtMs);

for (const wanted of given.length > 0 ? given : usualReleases) {
  const startedMs = performance.now();
  try {
    await tryRelease(wanted, bundle, startedMs);
  } catch (error) {
    const failed = { passed: 0, failures: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
    report(`Grafana ${wanted}`, [['could not be tried', failed]], startedMs);
  }
}
const { passed, failures } = addUp(results);
process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
process.exit(failures.length === 0 ? 0 : 1);

async function tryRelease(wanted: string, built: Bundle, startedMs: number): Promise<void> {
  const release = findRelease(wanted);
  const problem = install(release);
  if (problem !== undefined) throw new Error(`npm could not install Grafana ${release.version}:\n${problem}`);
  const types = checkTypes(release);
  const components = testComponents(release);
  const { imports, screens } = await tryInBrowser(release, built);
  report(
    `Grafana ${release.version} with React ${readInstalled(release, 'react')}`,
    [
      ['types', types],
      ['component tests', components],
      ['imports', imports],
      ['screens in Chromium', screens],
    ],
    startedMs,
  );
}

/** One line, followed by the failures. */
function report(title: string, parts: readonly (readonly [string, Result])[], startedMs: number): void {
  results.push(...parts.map(([, result]) => result));
  const texts = parts.map(([name, result]) => `${name} ${result.passed} of ${result.passed + result.failures.length}`);
  const all = parts.flatMap(([, result]) => result.failures);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stdout.write(`${all.length === 0 ? '✓' : '✗'} ${title}: ${texts.join(', ')} (${seconds} s)\n`);
  for (const failure of all) process.stdout.write(`${failure.replace(/^/gm, '    ')}\n`);
}
