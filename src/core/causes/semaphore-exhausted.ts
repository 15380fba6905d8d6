// A semaphore all of whose tokens are held by goroutines that wait for another one.
import type { Clues } from './clues.ts';
import { weighLock } from './lock-clues.ts';
import type { Cause } from './model.ts';
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';

const acquire = 'golang.org/x/sync/semaphore.(*Weighted).Acquire';

export const semaphoreExhausted: Cause = {
  id: 'semaphore-exhausted',
  name: 'All tokens of a semaphore are held by those who wait for one',
  looksLike:
    'Goroutines in `chan send` where a token is taken, or under `semaphore.(*Weighted).Acquire`, below the function that has taken one already; or in `sync.WaitGroup.Wait` for goroutines that wait for a token.',
  excerpt: `goroutine 42 [chan send]:
example.com/shop/folders.tokens.acquire(…)
	example.com/shop/folders/folders.go:8
example.com/shop/folders.(*Walker).Walk(0xc00001a0b0, …)
	example.com/shop/folders/folders.go:20
example.com/shop/folders.(*Walker).Walk(0xc00001a0b0, …)
	example.com/shop/folders/folders.go:24
created by example.com/shop/folders.Drive in goroutine 1
	example.com/shop/folders/support.go:6
`,
  why: 'Work that holds a token starts more work of the same kind and waits for it. That needs a token too. Once all tokens are held by work that waits, none comes back.',
  fix: 'Take a token for the smallest piece of work alone, and give it back before you wait for others. Or count only the outermost call.',
  example: {
    package: 'folders',
    imports: [],
    given: `type tokens chan struct{}

func (t tokens) acquire() { t <- struct{}{} }
func (t tokens) release() { <-t }

// Walker counts folders, a few at a time.
type Walker struct {
	tokens tokens
	seen   chan int
}
`,
    before: `// Walk counts a folder and those below it.
func (w *Walker) Walk(depth int) int {
	w.tokens.acquire()
	defer w.tokens.release()
	count := 1
	if depth > 0 {
		count += w.Walk(depth - 1) // Needs a token while this one is held.
	}
	return count
}
`,
    after: `// Walk counts a folder and those below it.
func (w *Walker) Walk(depth int) int {
	count := w.list()
	if depth > 0 {
		count += w.Walk(depth - 1)
	}
	return count
}

func (w *Walker) list() int {
	w.tokens.acquire()
	defer w.tokens.release()
	return 1
}
`,
    drive: `w := &Walker{tokens: make(tokens, 1)}
go w.Walk(2)`,
    waitsIn: 'example.com/shop/folders.tokens.acquire',
    proven: true,
    decidedByDump: true,
  },
  prevention: [
    'A token is held for I/O or computing, never while waiting for goroutines that take tokens.',
    'A test with one token: what works with one works with any number.',
    '`errgroup.Group.SetLimit` has the same trap: `Go` of a full group, called from within the group, waits for itself.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (clues.lock !== undefined) return weighLock('semaphore-exhausted', clues, null);
    if (!includesFunction(clues.names, acquire)) return null;
    return isNested(clues) ? 1.5 * certain : certain / 2;
  },
};

/** The function that asks for a token called itself, so it may already hold one. */
function isNested({ names, own }: Clues): boolean {
  return names.filter((name) => name === own).length > 1;
}
