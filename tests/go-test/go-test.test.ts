// `parked test` on a Go module: the leaks of its tests are found at their lines, in packages with and without a
// TestMain, and known or ignored ones do not fail.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir } from '../../scripts/lib/steps.ts';
import { findGoObstacle } from '../causes/go-tool.ts';

const obstacle = findGoObstacle(21);
const describeWithGo: (name: string, tests: () => void) => void =
  obstacle === undefined
    ? (name, tests) => describe(name, tests)
    : (name, tests) => describe.skip(`${name} (${obstacle})`, tests);

const files: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.21\n',
  'shop.go': `package shop

func Send() {
	orders := make(chan int)
	go func() {
		orders <- 1
	}()
}

func Nil() {
	var orders chan int
	go func() { <-orders }()
}

func Ends() {
	done := make(chan int)
	go func() { close(done) }()
	<-done
}
`,
  'shop_test.go': `package shop

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(m.Run()) }

func TestSend(t *testing.T) { Send(); Ends() }
`,
  'quiet/quiet_test.go': `package quiet

import (
	"testing"

	"example.com/shop"
)

func TestEnds(t *testing.T) { shop.Ends() }
`,
  'waits/waits_test.go': `package waits

import (
	"testing"

	"example.com/shop"
)

// goleak.IgnoreTopFunction("example.com/shop.Send.func1") in a comment counts for nothing.
func TestBoth(t *testing.T) { shop.Send(); shop.Nil(); shop.Ends() }
`,
  'exits/exits_test.go': `package exits

import (
	"os"
	"testing"
)

func TestExit(t *testing.T) { os.Exit(0) }
`,
};

interface Document {
  readonly packages: readonly string[];
  readonly unknown: readonly string[];
  readonly ignored: number;
  readonly gone: number;
  readonly leaks: readonly {
    readonly location: string;
    readonly count: number;
    readonly packages: readonly string[];
  }[];
  readonly known: readonly unknown[];
}

jest.setTimeout(240_000);

describeWithGo('parked test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-go-test-'));

  beforeAll(() => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function test(...words: string[]): Promise<{ status: number; out: string; error: string }> {
    const program = ['--disable-warning=ExperimentalWarning', join(projectDir, 'src/executable.ts'), 'test', ...words];
    const env = { ...process.env, GOWORK: 'off', GOFLAGS: '' };
    return new Promise((resolve) => {
      execFile(process.execPath, program, { cwd: folder, env }, (failure, out, error) =>
        resolve({ status: failure === null ? 0 : Number(failure.code), out, error }),
      );
    });
  }
  const read = ({ out }: { readonly out: string }) => JSON.parse(out) as Document;

  it('finds leaks at their lines, merged over packages, and says which packages are not known', async () => {
    const found = await test('./...', '--json');
    expect([found.status, found.error]).toEqual([3, expect.stringContaining('ok  \texample.com/shop/quiet')]);
    const { packages, unknown, leaks } = read(found);
    expect(packages).toEqual(['example.com/shop', 'example.com/shop/quiet', 'example.com/shop/waits']);
    // os.Exit(0) fails a test of Go, and nothing was looked for before it.
    expect(unknown).toEqual(['example.com/shop/exits']);
    expect(leaks.map(({ location, count, packages: of }) => [location, count, of])).toEqual([
      ['shop.go:6', 2, ['example.com/shop', 'example.com/shop/waits']],
      ['shop.go:12', 1, ['example.com/shop/waits']],
    ]);
  });

  it('lets known leaks pass, fails on new ones, and says which are gone', async () => {
    expect((await test('.', '--baseline', 'leaks.json')).status).toBe(2);
    expect((await test('.', '--baseline', 'leaks.json', '--update')).status).toBe(0);
    const later = await test('.', './waits', '--baseline', 'leaks.json', '--json', '--', '-run', 'Both|Send');
    expect(later.status).toBe(3);
    expect(read(later)).toMatchObject({
      leaks: [{ location: 'shop.go:12' }],
      known: [{ location: 'shop.go:6' }],
      gone: 0,
    });
    const elsewhere = await test('./quiet', '--baseline', 'leaks.json', '--json');
    expect([elsewhere.status, read(elsewhere).gone]).toEqual([0, 0]);
    const none = await test('.', '--baseline', 'leaks.json', '--json', '--', '-run', 'Nothing');
    expect([none.status, read(none).gone]).toEqual([0, 1]);
  });

  it("leaves out what parked.yaml and goleak's options name", async () => {
    writeFileSync(join(folder, 'rules.yaml'), 'ignore:\n  rules:\n    - { any: example.com/shop.Nil.func1 }\n');
    writeFileSync(
      join(folder, 'waits/main_test.go'),
      'package waits\n\nvar _ = `goleak`\n\nfunc IgnoreTopFunction(name string) string { return name }\n\nvar _ = IgnoreTopFunction("example.com/shop.Send.func1")\n',
    );
    const found = await test('./waits', '--config', 'rules.yaml', '--json');
    expect([found.status, found.error]).toEqual([0, expect.stringContaining('ok')]);
    expect(read(found)).toMatchObject({ leaks: [], ignored: 2 });
  });
});
