// Minutes, hours and days have one home, src/core/agreed-times.ts, so that a duration says what it is.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listCode } from './import-graph.ts';

const home = 'src/core/agreed-times.ts';
const projectDir = resolve(__dirname, '../..');
const bareTime = /\b(?:60|300|1_800|3_600|86_400)_000\b|\b60 \* 60\b|\bconst (?:minute|hour|day)(?:Ms)? = [\d(]/;

it('no product code writes minutes, hours or days as bare milliseconds', () => {
  const files = listCode('src').filter((file) => file !== home && !/\.test\.tsx?$|\/testing\/|\/gen\//.test(file));
  expect(files.length).toBeGreaterThan(1_000);
  const found = files.flatMap((file) =>
    readFileSync(join(projectDir, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (bareTime.test(line) ? [`${file}:${index + 1}`] : [])),
  );
  expect(found).toEqual([]);
});
