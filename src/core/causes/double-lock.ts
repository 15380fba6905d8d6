// A goroutine that asks for a lock it has already.
import { isNestedMethod, weighLock } from './lock-clues.ts';
import type { Cause } from './model.ts';

export const doubleLock: Cause = {
  id: 'double-lock',
  name: 'A lock is taken twice',
  looksLike:
    'A goroutine in `sync.Mutex.Lock` or `sync.RWMutex.Lock` below a method of the same object. Others queue behind it.',
  excerpt: `goroutine 42 [sync.Mutex.Lock]:
internal/sync.runtime_SemacquireMutex(…)
	runtime/sema.go:95
internal/sync.(*Mutex).lockSlow(0xc00001a0b0)
	internal/sync/mutex.go:149
sync.(*Mutex).Lock(…)
	sync/mutex.go:46
example.com/shop/vouchers.(*Book).Total(…)
	example.com/shop/vouchers/vouchers.go:13
example.com/shop/vouchers.(*Book).Redeem(…)
	example.com/shop/vouchers/vouchers.go:25
created by example.com/shop/vouchers.Drive in goroutine 1
	example.com/shop/vouchers/support.go:6
`,
  why: 'A method locks and calls another method that locks as well. A Go mutex does not know who has it: the second `Lock` waits for the first, for ever. A `Lock` below an `RLock` of the same goroutine waits the same way.',
  fix: 'Keep two versions of the inner method: an exported one that locks, and one that expects the lock, named such as `totalLocked`. Methods that lock call only the second.',
  example: {
    package: 'vouchers',
    imports: ['sync'],
    before: `// Book holds vouchers.
type Book struct {
	mu     sync.Mutex
	values []int
}

// Total sums up.
func (b *Book) Total() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum := 0
	for _, value := range b.values {
		sum += value
	}
	return sum
}

// Redeem takes all vouchers.
func (b *Book) Redeem() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum := b.Total() // Total locks as well.
	b.values = nil
	return sum
}
`,
    after: `// Book holds vouchers.
type Book struct {
	mu     sync.Mutex
	values []int
}

// Total sums up.
func (b *Book) Total() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.totalLocked()
}

// totalLocked sums up. The caller holds mu.
func (b *Book) totalLocked() int {
	sum := 0
	for _, value := range b.values {
		sum += value
	}
	return sum
}

// Redeem takes all vouchers.
func (b *Book) Redeem() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum := b.totalLocked()
	b.values = nil
	return sum
}
`,
    drive: `b := &Book{values: []int{1}}
go b.Redeem()`,
    waitsIn: 'example.com/shop/vouchers.(*Book).Redeem',
    proven: true,
    decidedByDump: true,
  },
  prevention: [
    'A convention that reviews can check: a method ends in `Locked` when its caller has to hold the lock, and locks nothing itself.',
    'A test that calls every exported method once, with a time limit.',
    'The `sync.Mutex` of a build with `github.com/sasha-s/go-deadlock` reports a second `Lock` by the same goroutine.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => weighLock('double-lock', clues, isNestedMethod(clues) ? 60 : null),
};
