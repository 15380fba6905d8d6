import { join } from 'node:path';
import { run } from './testing/run.ts';

const dump = join(__dirname, '../backend/testing/recorded/goroutine-debug2.txt');
const counts = join(__dirname, '../backend/testing/recorded/goroutine-debug1.txt');

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly unknown[];
    }[];
  }[];
}

test('--sarif names the rule, the level and the line of each suspect', async () => {
  const { status, out } = await run(['report', '--sarif', dump, '--fail-on', 'likely', '--function', 'never']);
  expect(status).toBe(3);
  const { version, runs } = JSON.parse(out) as Sarif;
  expect(version).toBe('2.1.0');
  expect(runs[0]?.tool.driver).toMatchObject({ name: 'Parked', version: '1.2.3', rules: [{ id: 'empty-select' }] });
  expect(runs[0]?.results).toMatchObject([
    {
      ruleId: 'empty-select',
      ruleIndex: 0,
      level: 'error',
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'shop/main.go' }, region: { startLine: 19 } },
          logicalLocations: [{ fullyQualifiedName: 'main.never', kind: 'function' }],
        },
      ],
      partialFingerprints: { 'parkedStack/v1': expect.stringMatching(/^[0-9a-f]{16}$/) as string },
    },
  ]);
});

test('--junit fails for a suspect, and passes where there is none', async () => {
  const failing = await run(['report', '--junit', dump, '--function', 'never']);
  expect(failing.out).toContain('<testsuites tests="1" failures="1">');
  expect(failing.out).toContain('>shop/main.go:19\n');
  const passing = await run(['report', '--junit', counts, '--function', 'no such function']);
  expect(passing.out).toContain('name="no goroutine is left behind" />');
  expect(passing.out).toContain('failures="0"');
});

test('--github and --gitlab point at the line', async () => {
  const github = await run(['report', '--github', dump, '--function', 'never']);
  expect(github.out).toMatch(
    /^::error file=shop\/main\.go,line=19,title=3 goroutines in select \(no cases\)%3A main\.never::proven: /,
  );
  expect(github.out.split('\n')).toHaveLength(2);
  const gitlab = JSON.parse((await run(['report', '--gitlab', dump, '--function', 'never'])).out) as readonly unknown[];
  expect(gitlab).toMatchObject([
    { check_name: 'empty-select', severity: 'major', location: { path: 'shop/main.go', lines: { begin: 19 } } },
  ]);
});

test('a diff tells what grew, as an error from --fail-on-growth on', async () => {
  const { out } = await run(['diff', '--gitlab', '--state', 'chan send', counts, dump, '--fail-on-growth', '1']);
  expect(JSON.parse(out)).toEqual([]);
});

test('one form at a time', async () => {
  const { status, error } = await run(['report', '--sarif', '--json', dump]);
  expect(status).toBe(2);
  expect(error).toContain('--json and --sarif exclude each other.');
});
