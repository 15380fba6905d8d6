// The generated files are committed: a changed .proto without them would pass every other test.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

test('the committed message files are what the .proto files generate', () => {
  const check = spawnSync(process.execPath, ['scripts/run.mjs', 'generate', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
}, 60_000);
