// Writes each case's expected.json from what Parked reads now. The difference is for people to look at: the file is
// what the tests believe from then on.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { fixturesDir, listCases, loadInput } from '../../tests/corpus/cases.ts';
import { digestResult } from '../../tests/corpus/digest.ts';

export function writeExpected(chosen: (name: string) => boolean): void {
  for (const name of listCases().filter(chosen)) {
    const digest = digestResult(readProfiles(loadInput(name)));
    writeFileSync(join(fixturesDir, name, 'expected.json'), `${JSON.stringify(digest, undefined, 2)}\n`);
  }
}
