// A lock whose holder is gone.
import { certain } from './odds.ts';
import { weighLock } from './lock-clues.ts';
import { includesFunction } from './names.ts';
import type { Cause } from './model.ts';

export const lockNeverReleased: Cause = {
  id: 'lock-never-released',
  name: 'A lock is never released',
  looksLike:
    'Goroutines in `sync.Mutex.Lock`, `sync.RWMutex.Lock` or `sync.RWMutex.RLock`; in `sync.(*Once).doSlow` when the function of a `Once` never returns; in `select` under `semaphore.(*Weighted).Acquire`.',
  excerpt: `goroutine 42 [sync.Mutex.Lock]:
internal/sync.runtime_SemacquireMutex(…)
	runtime/sema.go:95
internal/sync.(*Mutex).lockSlow(…)
	internal/sync/mutex.go:149
internal/sync.(*Mutex).Lock(…)
	internal/sync/mutex.go:70
sync.(*Mutex).Lock(…)
	sync/mutex.go:46
example.com/shop/loyalty.(*Account).Book(…)
	example.com/shop/loyalty/loyalty.go:16
created by example.com/shop/loyalty.Drive in goroutine 1
	example.com/shop/loyalty/support.go:6
`,
  why: 'Somebody who had the lock returned, or panicked, without unlocking. No goroutine of the dump can be the holder. If one can, Parked names another cause: the lock is taken twice, in different orders, or held while its holder waits.',
  fix: 'Write `defer mu.Unlock()` right behind `Lock`.',
  example: {
    package: 'loyalty',
    imports: ['errors', 'sync'],
    before: `// Account holds points.
type Account struct {
	mu     sync.Mutex
	points int
}

// Book adds points.
func (a *Account) Book(points int) error {
	a.mu.Lock()
	if a.points+points < 0 {
		return errors.New("overdrawn") // The lock stays taken.
	}
	a.points += points
	a.mu.Unlock()
	return nil
}
`,
    after: `// Account holds points.
type Account struct {
	mu     sync.Mutex
	points int
}

// Book adds points.
func (a *Account) Book(points int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.points+points < 0 {
		return errors.New("overdrawn")
	}
	a.points += points
	return nil
}
`,
    drive: `a := &Account{}
_ = a.Book(-1)
go a.Book(1)`,
    waitsIn: 'example.com/shop/loyalty.(*Account).Book',
    proven: true,
  },
  prevention: [
    '`go vet` (copylocks) finds locks that are copied; a lock that is not deferred is a question in every review.',
    '`goleak.VerifyNone(t)` in a test of the way that fails.',
    "The runtime's leak profile proves it unless the lock can be reached from a global variable, as most can.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (clues.lock !== undefined) return weighLock('lock-never-released', clues, null);
    if (includesFunction(clues.names, 'golang.org/x/sync/semaphore.(*Weighted).Acquire')) return certain;
    if (clues.operation === 'lock') return 100;
    const lock = clues.names.some((name) => name.startsWith('sync.(*Mutex)') || name.startsWith('sync.(*RWMutex)'));
    return clues.operation === 'other' && lock ? 60 : null;
  },
};
