// A lock whose holder waits for something else.
import { weighLock } from './lock-clues.ts';
import type { Cause } from './model.ts';

export const lockHeldWhileWaiting: Cause = {
  id: 'lock-held-while-waiting',
  name: 'A lock is held while its holder waits',
  looksLike:
    'Goroutines in `sync.Mutex.Lock` or `sync.RWMutex.*`, and one with a frame of the same object in a channel operation, `sync.WaitGroup.Wait`, `sync.Cond.Wait` or I/O.',
  excerpt: `goroutine 42 [chan send]:
example.com/shop/alarms.(*Bell).Ring(0xc00001a0b0)
	example.com/shop/alarms/alarms.go:14
created by example.com/shop/alarms.Drive in goroutine 1
	example.com/shop/alarms/support.go:6
`,
  why: 'The holder of the lock waits for a channel, a group, a condition or the network. Nobody gets the lock before that ends. If whoever could end it needs the lock itself, nobody ever gets it.',
  fix: 'Unlock before you wait: copy what is needed under the lock, then send, receive or call without it. Give what is waited for a deadline.',
  example: {
    package: 'alarms',
    imports: ['sync', 'time'],
    before: `// Bell tells who listens.
type Bell struct {
	mu   sync.Mutex
	rung int
	out  chan int
}

// Ring tells the listener.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rung++
	b.out <- b.rung // Nobody gets the lock before somebody receives.
}
`,
    after: `// Bell tells who listens.
type Bell struct {
	mu   sync.Mutex
	rung int
	out  chan int
}

// Ring tells the listener, if there is one.
func (b *Bell) Ring() {
	b.mu.Lock()
	b.rung++
	rung := b.rung
	b.mu.Unlock()
	select {
	case b.out <- rung:
	default:
	}
}
`,
    support: `// Rung counts.
func (b *Bell) Rung() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rung
}
`,
    drive: `b := &Bell{out: make(chan int)}
go b.Ring()
time.Sleep(10 * time.Millisecond)
go b.Rung()`,
    waitsIn: 'example.com/shop/alarms.(*Bell).Ring',
    proven: false,
    decidedByDump: true,
  },
  prevention: [
    'A rule for reviews: between `Lock` and `Unlock` stand neither channel operations nor calls that may wait.',
    '`goleak.VerifyNone(t)` in a test in which nobody receives.',
    'The mutex profile (`/debug/pprof/mutex`) shows locks that others wait for long.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => weighLock('lock-held-while-waiting', clues, 30),
};
