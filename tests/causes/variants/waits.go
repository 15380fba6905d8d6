package main

import (
	"context"
	"sync"
	"time"
)

func init() {
	background := context.Background()
	register("missing-cancellation", "main.(*belt).carry", func() { go (&belt{in: make(chan int)}).carry(background) })
	register("missing-cancellation", "main.closeOnEnd.func1", func() { closeOnEnd(context.WithoutCancel(background)) })
	register("missing-cancellation", "main.forward", func() { go forward(make(chan int), make(chan int)) })
	register("missing-cancellation", "main.subscribe.func1", func() { subscribe(background, make(chan int)) })
	register("orphaned-worker", "main.(*scanner).loop", func() { newScanner() })
	register("orphaned-worker", "main.NewConveyor.func1", func() { NewConveyor() })
	register("orphaned-worker", "main.(*printer).serve", func() { StartPrinter() })
	register("ticker-not-stopped", "main.keepWarm", func() { go keepWarm(time.NewTicker(time.Hour)) })
	register("ticker-not-stopped", "main.(*gauge).sample", func() { go (&gauge{}).sample() })
	register("ticker-not-stopped", "main.pollDoor.func1", func() { pollDoor(make(chan bool)) })
	register("loop-without-exit", "main.retry", func() { go retry(func() bool { return false }) })
	register("loop-without-exit", "main.untilEmpty.func1", func() { untilEmpty(func() int { return 1 }) })
	register("waitgroup-without-done", "main.loadTruck", func() { go loadTruck(2) })
	register("waitgroup-without-done", "main.drain.func1", func() { drain(make(chan int)) })
	register("lock-never-released", "main.(*ledger).write", func() { l := &ledger{}; l.begin(); go l.write() })
	register("lock-never-released", "main.(*shelfIndex).lookup", func() { s := &shelfIndex{}; s.mu.Lock(); go s.lookup("a") })
	register("lock-never-released", "main.transfer", func() {
		a, b := new(sync.Mutex), new(sync.Mutex)
		go transfer(a, b)
		go transfer(b, a)
	})
	register("lost-signal", "main.(*gate).pass", func() { go newGate().pass() })
}

type belt struct{ in chan int }

func (b *belt) carry(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case parcel := <-b.in:
			_ = parcel
		}
	}
}

func closeOnEnd(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	_ = cancel
	go func() {
		<-ctx.Done()
	}()
}

func forward(in <-chan int, out chan<- int) {
	for {
		select {
		case v := <-in:
			out <- v
		case out <- 0:
		}
	}
}

func subscribe(ctx context.Context, updates <-chan int) {
	go func() {
		for {
			select {
			case u, ok := <-updates:
				if !ok {
					return
				}
				_ = u
			case <-ctx.Done():
				return
			}
		}
	}()
}

type scanner struct {
	codes chan string
	quit  chan struct{}
}

func newScanner() *scanner {
	s := &scanner{codes: make(chan string), quit: make(chan struct{})}
	go s.loop()
	return s
}

func (s *scanner) loop() {
	for {
		select {
		case <-s.codes:
		case <-s.quit:
			return
		}
	}
}

// Conveyor moves until it is stopped.
type Conveyor struct{ parcels, stop chan int }

// NewConveyor starts it.
func NewConveyor() *Conveyor {
	c := &Conveyor{parcels: make(chan int), stop: make(chan int)}
	go func() {
		for {
			select {
			case <-c.stop:
				return
			case <-c.parcels:
			}
		}
	}()
	return c
}

type printer struct {
	jobs     chan string
	shutdown chan struct{}
}

// StartPrinter starts a printer.
func StartPrinter() *printer {
	p := &printer{jobs: make(chan string), shutdown: make(chan struct{})}
	go p.serve()
	return p
}

func (p *printer) serve() {
	for {
		select {
		case job := <-p.jobs:
			_ = job
		case <-p.shutdown:
			return
		}
	}
}

func keepWarm(t *time.Ticker) {
	for range t.C {
		_ = t
	}
}

type gauge struct{ last time.Time }

func (g *gauge) sample() {
	every := time.Tick(time.Hour)
	for {
		g.last = <-every
	}
}

func pollDoor(opened chan bool) {
	timer := time.NewTicker(time.Hour)
	go func() {
		for {
			select {
			case <-timer.C:
			case <-opened:
			}
		}
	}()
}

func retry(try func() bool) {
	for !try() {
		time.Sleep(time.Minute)
	}
}

func untilEmpty(left func() int) {
	go func() {
		for {
			if left() == 0 {
				return
			}
			<-time.After(time.Minute)
		}
	}()
}

func loadTruck(parcels int) {
	var loaded sync.WaitGroup
	loaded.Add(parcels)
	for i := range parcels {
		go func() {
			if i > 0 {
				loaded.Done()
			}
		}()
	}
	loaded.Wait()
}

func drain(queue chan int) {
	var workers sync.WaitGroup
	workers.Add(1)
	go func() {
		workers.Wait()
		close(queue)
	}()
}

type ledger struct {
	mu    sync.Mutex
	lines int
}

func (l *ledger) begin() { l.mu.Lock() }

func (l *ledger) write() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines++
}

type shelfIndex struct {
	mu      sync.RWMutex
	shelves map[string]int
}

func (s *shelfIndex) lookup(item string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.shelves[item]
}

func transfer(from, to *sync.Mutex) {
	from.Lock()
	defer from.Unlock()
	time.Sleep(10 * time.Millisecond)
	to.Lock()
	to.Unlock()
}

type gate struct {
	mu   sync.Mutex
	open *sync.Cond
	up   bool
}

func newGate() *gate {
	g := &gate{}
	g.open = sync.NewCond(&g.mu)
	return g
}

func (g *gate) pass() {
	g.mu.Lock()
	for !g.up {
		g.open.Wait()
	}
	g.mu.Unlock()
}
