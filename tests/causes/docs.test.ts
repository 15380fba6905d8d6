// The pages under docs/causes are made from the records: a record that changed without them fails here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { causeIds } from '../../src/core/causes/model.ts';

const projectDir = resolve(__dirname, '../..');

describe('docs/causes', () => {
  it('is what npm run docs would write', () => {
    const command = [join(projectDir, 'scripts/run.mjs'), 'generate-docs', '--check'];
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 30_000);

  it('lists every cause', () => {
    const index = readFileSync(join(projectDir, 'docs/causes/README.md'), 'utf8');
    expect(causeIds.filter((id) => !index.includes(`(${id}.md)`))).toEqual([]);
  });
});
