// A read lock inside a read lock, with a writer between.
import { isNestedMethod, weighLock } from './lock-clues.ts';
import type { Cause } from './model.ts';

export const recursiveReadLock: Cause = {
  id: 'recursive-read-lock',
  name: 'A read lock is taken again while a writer waits',
  looksLike:
    'A goroutine in `sync.RWMutex.RLock` below a method of the same object, and one in `sync.RWMutex.Lock` for that object.',
  excerpt: `goroutine 42 [sync.RWMutex.RLock]:
sync.runtime_SemacquireRWMutexR(…)
	runtime/sema.go:100
sync.(*RWMutex).RLock(…)
	sync/rwmutex.go:74
example.com/shop/catalogue.(*List).Len(0xc00001a0b0)
	example.com/shop/catalogue/catalogue.go:11
example.com/shop/catalogue.(*List).Print(0xc00001a0b0)
	example.com/shop/catalogue/catalogue.go:21
created by example.com/shop/catalogue.Drive in goroutine 1
	example.com/shop/catalogue/support.go:8
`,
  why: 'A writer that waits keeps new readers out, so that it gets its turn. A goroutine that reads already and asks again counts as a new reader: it waits for the writer, and the writer waits for it. It works until a writer comes between, which may take months.',
  fix: 'Never call `RLock` under `RLock`: keep an inner method that expects the lock, and call that one.',
  example: {
    package: 'catalogue',
    imports: ['sync', 'time'],
    before: `// List holds names.
type List struct {
	mu    sync.RWMutex
	names []string
}

// Len counts.
func (l *List) Len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.names)
}

// Print reads all.
func (l *List) Print() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	header()
	return l.Len() // A second read lock.
}
`,
    after: `// List holds names.
type List struct {
	mu    sync.RWMutex
	names []string
}

// Len counts.
func (l *List) Len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.lenLocked()
}

// lenLocked counts. The caller holds mu.
func (l *List) lenLocked() int { return len(l.names) }

// Print reads all.
func (l *List) Print() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	header()
	return l.lenLocked()
}
`,
    support: `func header() { time.Sleep(30 * time.Millisecond) }

// Add writes.
func (l *List) Add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names = append(l.names, name)
}
`,
    drive: `l := &List{}
go l.Print()
time.Sleep(10 * time.Millisecond)
go l.Add("pen")`,
    waitsIn: 'example.com/shop/catalogue.(*List).Print',
    proven: true,
    decidedByDump: true,
  },
  prevention: [
    'A convention that reviews can check: a method ends in `Locked` when its caller has to hold the lock, and locks nothing itself.',
    'A test that writes while it reads, with a time limit.',
    'The documentation of `sync.RWMutex` forbids recursive read locking; `github.com/sasha-s/go-deadlock` reports it.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) =>
    weighLock(
      'recursive-read-lock',
      clues,
      isNestedMethod(clues) && clues.names.some((name) => name.startsWith('sync.(*RWMutex).RLock')) ? 80 : null,
    ),
};
