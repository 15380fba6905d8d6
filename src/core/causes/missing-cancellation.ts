// A context that nobody cancels, or a select that does not listen to one.
import { certain, discountLibrary, isReceive, isSelect, multiply } from './odds.ts';
import { includesFunction } from './names.ts';
import type { Cause } from './model.ts';

export const missingCancellation: Cause = {
  id: 'missing-cancellation',
  name: 'Never cancelled',
  looksLike:
    'Goroutines in `select`, or in `chan receive` on `<-ctx.Done()`. Stacks in `context.(*cancelCtx).propagateCancel` are the same mistake, seen from the context package.',
  excerpt: `goroutine 42 [select]:
example.com/shop/pricing.Watch(…)
	example.com/shop/pricing/pricing.go:11
created by example.com/shop/pricing.Page in goroutine 1
	example.com/shop/pricing/pricing.go:22
`,
  why: 'The goroutine leaves when its context is done, but nobody cancels the context: `cancel` is dropped or not called on every way, or the work was given `context.Background()` instead of the context of the request. Or the `select` has no `ctx.Done()` case at all.',
  fix: 'Call `defer cancel()` right after the context is made, pass the context of the request on, and give every `select` that can wait a `case <-ctx.Done()`.',
  example: {
    package: 'pricing',
    imports: ['context', 'time'],
    given: `// Watch follows prices until ctx is done.
func Watch(ctx context.Context, prices <-chan int) {
	for {
		select {
		case <-prices:
		case <-ctx.Done():
			return
		}
	}
}
`,
    before: `// Page watches prices while it is shown.
func Page(prices <-chan int) {
	ctx, _ := context.WithCancel(context.Background()) // cancel is thrown away.
	go Watch(ctx, prices)
	time.Sleep(time.Millisecond)
}
`,
    after: `// Page watches prices while it is shown.
func Page(prices <-chan int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go Watch(ctx, prices)
	time.Sleep(time.Millisecond)
}
`,
    drive: `Page(make(chan int))`,
    waitsIn: 'example.com/shop/pricing.Watch',
    proven: true,
  },
  prevention: [
    '`go vet` (lostcancel) finds a `cancel` that is not called on every way.',
    '`goleak.VerifyNone(t)` behind the end of the request that started the work.',
    'The linter `contextcheck` finds `context.Background()` where a context was at hand.',
  ],
  sharePercent: 20,
  howCommon: '20 % of leaks in one published table.',
  weigh: (clues) => {
    if (includesFunction(clues.names, 'context.(*cancelCtx).propagateCancel', 'context.propagateCancel'))
      return certain;
    const base = discountLibrary(clues) * 20;
    const receives = clues.source?.receives ?? [];
    if (receives.includes('context')) return base * 5;
    if (isSelect(clues)) {
      return multiply(
        base,
        [receives.includes('timer') || clues.source?.timeAfter, 0.3],
        [receives.includes('quit'), 0.15],
        [clues.operation === 'chan or select', 0.6],
      );
    }
    if (!isReceive(clues)) return clues.operation === 'sleep' ? 0.5 : null;
    return multiply(base * 0.18, [receives.length > 0, 0.2], [clues.twoValueReceive, 0.1]);
  },
};
