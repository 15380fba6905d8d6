// iter.Pull without stop.
import type { Cause } from './model.ts';

export const iteratorNotStopped: Cause = {
  id: 'iterator-not-stopped',
  name: 'iter.Pull without stop',
  looksLike:
    'Goroutines in `coroutine`, in the `yield` of an iterator that `iter.Pull` or `iter.Pull2` made (Go 1.23).',
  excerpt: `goroutine 42 [coroutine]:
iter.Pull[...].func1.1()
	iter/iter.go:287
example.com/shop/basket.Items(…)
	example.com/shop/basket/basket.go:10
iter.Pull[...].func1()
	iter/iter.go:301
created by iter.Pull[...] in goroutine 1
	iter/iter.go:271
`,
  why: '`iter.Pull` runs the iterator in a goroutine of its own, which lives until the iterator is finished or `stop` is called. Whoever pulled some values and left without `stop` leaves it behind.',
  fix: '`defer stop()` right behind `iter.Pull`. It may be called more than once.',
  example: {
    package: 'basket',
    imports: ['iter'],
    given: `// Items are numbered from 0.
func Items(yield func(int) bool) {
	for item := range 3 {
		if !yield(item) {
			return
		}
	}
}
`,
    before: `// Pair returns the first two items.
func Pair(items iter.Seq[int]) (int, int) {
	next, _ := iter.Pull(items) // stop is thrown away.
	a, _ := next()
	b, _ := next()
	return a, b
}
`,
    after: `// Pair returns the first two items.
func Pair(items iter.Seq[int]) (int, int) {
	next, stop := iter.Pull(items)
	defer stop()
	a, _ := next()
	b, _ := next()
	return a, b
}
`,
    drive: `Pair(Items)`,
    waitsIn: 'example.com/shop/basket.Items',
    proven: false,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test that does not read to the end.',
    'In review: the second result of `iter.Pull` is never `_`.',
  ],
  sharePercent: null,
  howCommon: 'No published figure; the function is there since Go 1.23.',
  weigh: (clues) => (clues.operation === 'coroutine' ? 300 : null),
};
