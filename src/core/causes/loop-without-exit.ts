// A loop that nothing ends.
import { multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const loopWithoutExit: Cause = {
  id: 'loop-without-exit',
  name: 'A loop without an exit',
  looksLike: 'Goroutines in `sleep` under `time.Sleep`, or `running` in one function, and more of them with time.',
  excerpt: `goroutine 42 [sleep]:
time.Sleep(…)
	runtime/time.go:363
example.com/shop/stock.Await(…)
	example.com/shop/stock/stock.go:12
created by example.com/shop/stock.Order in goroutine 1
	example.com/shop/stock/stock.go:18
`,
  why: 'The goroutine looks again and again for something that never comes true: a record that was deleted, a host that is gone. The loop has no deadline, no context and no count of attempts. It costs CPU as well as memory.',
  fix: 'Give the loop a context with a deadline and leave when it is done; sleep in a `select` with `ctx.Done()`.',
  example: {
    package: 'stock',
    imports: ['context', 'time'],
    given: `func delivered(id int) bool { return id%2 == 0 }
`,
    before: `// Await blocks until a parcel is delivered.
func Await(id int) {
	for !delivered(id) { // A lost parcel is never delivered.
		time.Sleep(50 * time.Millisecond)
	}
}

// Order keeps an eye on a delivery.
func Order(id int) {
	go Await(id)
}
`,
    after: `// Await blocks until a parcel is delivered, or ctx is done.
func Await(ctx context.Context, id int) error {
	for !delivered(id) {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Order keeps an eye on a delivery for a while.
func Order(id int) {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	go func() {
		defer cancel()
		_ = Await(ctx, id)
	}()
}
`,
    drive: `Order(1)`,
    waitsIn: 'example.com/shop/stock.Await',
    proven: false,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test in which the condition never comes true.',
    '`testing/synctest` makes such a test take no time: its clock jumps over the sleeps.',
    "The runtime's leak profile cannot see it: a sleeping goroutine wakes up. Growth is the only sign.",
  ],
  sharePercent: 5,
  howCommon: '5 % of leaks in one published table.',
  weigh: (clues) => {
    if (clues.operation === 'sleep') return multiply(30, [clues.own === '', 0.3]);
    if (clues.operation === 'running') return 20;
    if (clues.operation !== 'receive' || clues.twoValueReceive === true) return null;
    // `for { <-time.After(d) … }` is a sleep by another name.
    if (clues.source !== undefined) return clues.source.loop && clues.source.receives.includes('timer') ? 30 : null;
    return clues.periodic && !clues.longWait ? 5 : null;
  },
};
