// Writes each case's expected.json from what Parked reads now. Review the difference: tests rely on the file.
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
