// select {} waits for ever, on purpose or not.
import type { Cause } from './model.ts';

export const emptySelect: Cause = {
  id: 'empty-select',
  name: 'select {} outside of main',
  looksLike: 'Goroutines in `select (no cases)`.',
  excerpt: `goroutine 42 [select (no cases)]:
example.com/shop/mirror.Run.func1()
	example.com/shop/mirror/mirror.go:13
created by example.com/shop/mirror.Run in goroutine 1
	example.com/shop/mirror/mirror.go:11
`,
  why: '`select {}` blocks for ever. It belongs at the end of `main`, if anywhere. In a goroutine that is started more than once, each start adds one for good, with everything its stack refers to.',
  fix: 'Return instead: work that goes on in other goroutines does not need the one that started it. Where something has to be kept open, wait for `<-ctx.Done()` and then close it.',
  example: {
    package: 'mirror',
    imports: ['context', 'time'],
    given: `func copyOnce() {}
`,
    before: `// Run mirrors the catalogue.
func Run(ctx context.Context) {
	go func() {
		copyOnce()
		select {} // Keep the mirror alive.
	}()
}
`,
    after: `// Run mirrors the catalogue until ctx is done.
func Run(ctx context.Context) {
	go func() {
		copyOnce()
		<-ctx.Done()
	}()
}
`,
    drive: `ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
time.AfterFunc(20*time.Millisecond, cancel)
Run(ctx)`,
    waitsIn: 'example.com/shop/mirror.Run.func',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in any test that takes this way.',
    "The runtime's leak profile lists every one of them, and so does the state itself.",
  ],
  sharePercent: null,
  howCommon: 'No published figure; rare outside of `main`.',
  weigh: (clues) => (clues.operation === 'no cases' ? 300 : null),
};
