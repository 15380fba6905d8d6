// A condition variable that nobody signals again.
import type { Cause } from './model.ts';

export const lostSignal: Cause = {
  id: 'lost-signal',
  name: 'The signal never comes',
  looksLike: 'Goroutines in `sync.Cond.Wait`, under `sync.(*Cond).Wait`.',
  excerpt: `goroutine 42 [sync.Cond.Wait]:
sync.runtime_notifyListWait(…)
	runtime/sema.go:617
sync.(*Cond).Wait(…)
	sync/cond.go:71
example.com/shop/delivery.(*Parcel).load(…)
	example.com/shop/delivery/delivery.go:27
created by example.com/shop/delivery.NewParcel in goroutine 1
	example.com/shop/delivery/delivery.go:19
`,
  why: 'The goroutine waits for a condition, and whoever changes it returned without `Signal` or `Broadcast`, signalled before the wait began, or woke one of several with `Signal` where all should wake.',
  fix: 'Change the condition under the lock, then `Broadcast`, with `defer` on every way out; always wait in a loop over the condition. Most conditions are simpler as a channel that is closed once.',
  example: {
    package: 'delivery',
    imports: ['errors', 'sync'],
    given: `// Parcel is loaded once it is packed, or given up.
type Parcel struct {
	mu    sync.Mutex
	ready *sync.Cond
	ended bool
}

// NewParcel starts the goroutine that loads it.
func NewParcel() *Parcel {
	p := &Parcel{}
	p.ready = sync.NewCond(&p.mu)
	go p.load()
	return p
}

func (p *Parcel) load() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.ended {
		p.ready.Wait()
	}
}
`,
    before: `// Pack packs what is not broken.
func (p *Parcel) Pack(broken bool) error {
	if broken {
		return errors.New("goods are broken") // load waits for ever.
	}
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	p.ready.Signal()
	return nil
}
`,
    after: `// Pack packs what is not broken.
func (p *Parcel) Pack(broken bool) error {
	defer func() {
		p.mu.Lock()
		p.ended = true
		p.mu.Unlock()
		p.ready.Broadcast()
	}()
	if broken {
		return errors.New("goods are broken")
	}
	return nil
}
`,
    drive: `_ = NewParcel().Pack(true)`,
    waitsIn: 'example.com/shop/delivery.(*Parcel).load',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test of the way that fails.',
    '`testing/synctest` ends such a test with "deadlock".',
    'Prefer a channel or a context: they cannot be signalled too early.',
  ],
  sharePercent: null,
  howCommon: 'No published figure; condition variables are rare in Go.',
  weigh: (clues) => (clues.operation === 'cond' ? (clues.own === '' ? 10 : 100) : null),
};
