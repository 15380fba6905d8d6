// SARIF is held to the schema of its standard: OASIS' SARIF 2.1.0-rtm.5, as Microsoft's package @microsoft/jest-sarif
// carries it under the MIT licence.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { run } from '../../src/cli/testing/run.ts';

const projectDir = resolve(__dirname, '../..');
const fixtures = join(projectDir, 'tests/fixtures');
const recorded = join(projectDir, 'demo/recorded');

const text = gunzipSync(readFileSync(join(__dirname, 'sarif-2.1.0-rtm.5.json.gz'))).toString();
// The schema is of draft 4, whose `id` the validator does not know. The pattern of languages has a bracket too many.
const schema = JSON.parse(text.replaceAll('{2}]?$"', '{2}$"')) as Record<string, unknown>;
delete schema['id'];
const validate = new AjvJsonSchemaValidator().getValidator(schema);

/** A sentence about the fault; empty if there is none. */
function check(sarif: string): string {
  return validate(JSON.parse(sarif)).errorMessage ?? '';
}

const sources = [
  join(recorded, 'goroutineleak-debug0-90s.pb.gz'),
  join(recorded, 'goroutine-debug2-40s.txt.gz'),
  ...['labels-go1.26-debug2', 'windows-go1.20-debug2', 'parkall-go1.27-debug0', 'crash-panic-go1.26']
    .map((name) => join(fixtures, name))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith('input.'))
        .map((name) => join(folder, name)),
    ),
];

test('the schema refuses what is no SARIF', () => {
  expect(check('{"version":"2.1.0"}')).not.toBe('');
  expect(check('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":1}}}]}')).not.toBe('');
  expect(check('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"level":"bad"}]}]}')).not.toBe(
    '',
  );
});

test.each(sources.map((path) => [path.slice(projectDir.length + 1), path]))('report --sarif of %s', async (_, path) => {
  const { out } = await run(['report', path, '--sarif']);
  expect(check(out)).toBe('');
});

test('diff --sarif of two dumps, with growth', async () => {
  const [before, after] = ['goroutine-debug2-00s.txt.gz', 'goroutine-debug2-40s.txt.gz'].map((name) =>
    join(recorded, name),
  );
  const { out } = await run(['diff', before ?? '', after ?? '', '--sarif']);
  expect(check(out)).toBe('');
  expect((JSON.parse(out) as { runs: { results: unknown[] }[] }).runs[0]?.results.length).toBeGreaterThan(5);
});
