// A group of goroutines that nobody waits for.
import { includesPackage, packageOf } from './names.ts';
import { multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const errgroupWithoutWait: Cause = {
  id: 'errgroup-without-wait',
  name: 'An errgroup without Wait',
  looksLike:
    'Goroutines whose outermost frame is `golang.org/x/sync/errgroup.(*Group).Go.func1`, blocked in the function they were given.',
  excerpt: `goroutine 42 [select]:
example.com/shop/sources.Find.func1()
	example.com/shop/sources/sources.go:14
golang.org/x/sync/errgroup.(*Group).Go.func1()
	golang.org/x/sync@v0.24.0/errgroup/errgroup.go:93
created by golang.org/x/sync/errgroup.(*Group).Go in goroutine 1
	golang.org/x/sync@v0.24.0/errgroup/errgroup.go:78
`,
  why: "`errgroup.WithContext` cancels its context when a function fails or when `Wait` returns. Without `Wait` nothing cancels it after a success, and nobody notices that the group's functions are still there.",
  fix: 'Call `g.Wait()` on every way out, and let the functions listen to the context of the group: `select` with `ctx.Done()` around each send and receive.',
  example: {
    package: 'sources',
    imports: ['context', 'golang.org/x/sync/errgroup'],
    before: `// Find returns one product of many sources.
func Find(ctx context.Context, sources []string) string {
	g, ctx := errgroup.WithContext(ctx)
	found := make(chan string)
	for _, source := range sources {
		g.Go(func() error {
			select {
			case found <- source:
				return nil
			case <-ctx.Done(): // Nobody cancels it: there is no Wait.
				return ctx.Err()
			}
		})
	}
	return <-found
}
`,
    after: `// Find returns one product of many sources.
func Find(ctx context.Context, sources []string) string {
	ctx, cancel := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	found := make(chan string)
	for _, source := range sources {
		g.Go(func() error {
			select {
			case found <- source:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	first := <-found
	cancel()
	_ = g.Wait()
	return first
}
`,
    drive: `Find(context.Background(), []string{"a", "b"})`,
    waitsIn: 'example.com/shop/sources.Find.func',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test that needs only some of the results.',
    'In review: every `errgroup` is waited for in the function that makes it.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (!clues.names.some(belongsToGroup) && !includesPackage(clues.names, 'github.com/sourcegraph/conc')) return null;
    if (clues.operation === 'waitgroup') return 1;
    return multiply(40, [clues.source?.groupWaits, 0.3], [clues.source?.groupWaits === false, 8]);
  },
};

/** Only methods of a group. A function of the package itself, such as its test, is not a member of a group. */
function belongsToGroup(name: string): boolean {
  return packageOf(name) === 'golang.org/x/sync/errgroup' && name.includes('.(*Group).');
}
