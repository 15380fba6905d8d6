// THIRD-PARTY-LICENSES.txt: the third-party works in the packaged plugin and the npm package, with their licences.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundledPackage } from './bundled.ts';
import { bunHome, engineParts } from './engine.ts';

const rule = '='.repeat(100);

export function writeLicences(
  packages: readonly BundledPackage[],
  bunVersions: Readonly<Record<string, string>>,
): string {
  const lgpl = readFileSync(join(import.meta.dirname, 'licences/LGPL-2.1.txt'), 'utf8');
  return [
    'Third-party software in Parked',
    rule,
    'Parked itself is licensed under the Apache License 2.0: see LICENSE. The files gpx_parked_* (the executable) and module.js',
    'contain the software below.',
    '',
    describeEngine(bunVersions),
    ...packages.map(describePackage),
    rule,
    'GNU Lesser General Public License, version 2.1 (JavaScriptCore and TinyCC, in Bun)',
    rule,
    lgpl.trim(),
    '',
  ].join('\n');
}

/** Of the npm package, which contains no engine. */
export function writeCommandLicences(packages: readonly BundledPackage[]): string {
  return [
    'Third-party software in Parked',
    rule,
    'Parked itself is licensed under the Apache License 2.0: see LICENSE. The command (build/cli) and the library',
    '(build/library) contain the software below.',
    '',
    ...packages.map(describePackage),
  ].join('\n');
}

function describeEngine(versions: Readonly<Record<string, string>>): string {
  const parts = engineParts.map(({ name, license, home, versionKey }) => {
    const version = versionKey === undefined ? undefined : versions[versionKey];
    return `- ${name}${version === undefined ? '' : ` ${version}`}: ${license}; ${home}`;
  });
  return [
    rule,
    `Bun ${versions['bun']}: MIT; ${bunHome} (in the executable)`,
    rule,
    'The executable is compiled by Bun and contains its runtime, unchanged, with what that links statically:',
    '',
    ...parts,
    '',
    'JavaScriptCore and TinyCC are under the GNU Lesser General Public License, version 2.1 or later, whose text is at the end',
    'of this file. Whoever changes one of them builds Bun anew with it, as the repository of Bun describes, from the commits',
    'above, and then builds Parked with that Bun: "npm run build", with BUN in the place of the npm package @oven/bun-<platform>.',
    'The full source of Parked, and with it everything that is linked with Bun, is available under the Apache License 2.0.',
    '',
  ].join('\n');
}

function describePackage({ name, version, license, notices, where }: BundledPackage): string {
  const text = notices.length > 0 ? notices.join('\n\n') : `The package carries no text of its own: ${license}.`;
  return [rule, `${name} ${version}: ${license} (in the ${where.join(' and the ')})`, rule, text, ''].join('\n');
}
