// Locks that are taken in different orders.
import { isCalledByOtherType, weighLock } from './lock-clues.ts';
import type { Cause } from './model.ts';

export const lockOrder: Cause = {
  id: 'lock-order',
  name: 'Locks are taken in different orders',
  looksLike:
    'Two or more goroutines in `sync.Mutex.Lock` or `sync.RWMutex.Lock`, each below a method of an object whose lock the next one waits for.',
  excerpt: `goroutine 42 [sync.Mutex.Lock]:
internal/sync.runtime_SemacquireMutex(…)
	runtime/sema.go:95
internal/sync.(*Mutex).lockSlow(0xc00001a0b8)
	internal/sync/mutex.go:149
sync.(*Mutex).Lock(…)
	sync/mutex.go:46
example.com/shop/accounts.move(0xc00001a0a0, 0xc00001a0b8, …)
	example.com/shop/accounts/accounts.go:20
created by example.com/shop/accounts.Drive in goroutine 1
	example.com/shop/accounts/support.go:6
`,
  why: 'One goroutine has the first lock and asks for the second, another has the second and asks for the first. Each waits for the other, for ever; whoever comes after queues behind them. Circles of three and more happen as well.',
  fix: 'Take several locks in one order everywhere, such as by an id that each object has. Or hold one at a time: copy what is needed, unlock, then call the other object.',
  example: {
    package: 'accounts',
    imports: ['sync', 'time'],
    given: `// Account holds money.
type Account struct {
	id      int
	mu      sync.Mutex
	balance int
}
`,
    before: `func move(from, to *Account, amount int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	audit()
	to.mu.Lock() // The one who moves money back locks in the other order.
	defer to.mu.Unlock()
	from.balance -= amount
	to.balance += amount
}
`,
    after: `func move(from, to *Account, amount int) {
	first, second := from, to
	if first.id > second.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	audit()
	second.mu.Lock()
	defer second.mu.Unlock()
	from.balance -= amount
	to.balance += amount
}
`,
    support: `func audit() { time.Sleep(20 * time.Millisecond) }
`,
    drive: `a, b := &Account{id: 1}, &Account{id: 2}
go move(a, b, 1)
go move(b, a, 1)`,
    waitsIn: 'example.com/shop/accounts.move',
    proven: true,
    decidedByDump: true,
  },
  prevention: [
    'One written order of locks, and a helper that takes two of them by it.',
    'A test that runs both ways at once, many times, with a time limit.',
    '`github.com/sasha-s/go-deadlock` in place of `sync` reports locks that were ever taken in two orders, before they meet.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => weighLock('lock-order', clues, isCalledByOtherType(clues) ? 40 : null),
};
