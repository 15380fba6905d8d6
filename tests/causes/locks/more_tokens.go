package main

import (
	"context"
	"sync"
)

type place struct{}

// gates keeps a channel per host.
type gates struct{ byHost map[string]chan place }

func (g *gates) pass(host string) { g.byHost[host] <- place{} }
func (g *gates) exit(host string) { <-g.byHost[host] }

type spider struct{ gates *gates }

func (s *spider) load(host string, then ...string) {
	s.gates.pass(host)
	defer s.gates.exit(host)
	pause()
	if len(then) > 0 {
		s.load(then[0], then[1:]...)
	}
}

var _ = add("semaphore-exhausted/gate-per-host", func() {
	s := &spider{&gates{map[string]chan place{"a": make(chan place, 1), "b": make(chan place, 1)}}}
	go s.load("a", "b")
	go s.load("b", "a")
})

type builder struct{ workers chan place }

type part struct {
	done  chan int
	needs []string
}

func (b *builder) make(name string) *part {
	p := &part{done: make(chan int)}
	if len(name) > 1 {
		p.needs = []string{name[1:], name[1:]}
	}
	go b.run(p)
	return p
}

func (b *builder) run(p *part) {
	b.workers <- place{}
	total := 1
	for _, name := range p.needs {
		total += <-b.make(name).done
	}
	<-b.workers
	p.done <- total
}

var _ = add("semaphore-exhausted/parts", func() {
	b := &builder{make(chan place, 2)}
	b.make("abcd")
	b.make("efgh")
})

// Semaphore counts with a condition.
type Semaphore struct {
	mu   sync.Mutex
	cond *sync.Cond
	free int
}

func (s *Semaphore) Acquire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.free == 0 {
		s.cond.Wait()
	}
	s.free--
}
func (s *Semaphore) Release() { s.mu.Lock(); s.free++; s.mu.Unlock(); s.cond.Signal() }

func newSemaphore(n int) *Semaphore {
	s := &Semaphore{free: n}
	s.cond = sync.NewCond(&s.mu)
	return s
}

type scaler struct{ cpu *Semaphore }

func (s *scaler) resize(image int) {
	s.cpu.Acquire()
	defer s.cpu.Release()
	pause()
	s.thumbnail(image)
}
func (s *scaler) thumbnail(int) {
	s.cpu.Acquire()
	defer s.cpu.Release()
}

var _ = add("semaphore-exhausted/condition", func() {
	s := &scaler{newSemaphore(2)}
	times(3, s.resize)
})

type base struct{ idle chan *conn }

func (s *base) getConn(ctx context.Context) (*conn, error) {
	select {
	case c := <-s.idle:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
func (s *base) putConn(c *conn) { s.idle <- c }

func (s *base) inTransaction(ctx context.Context, do func() error) error {
	c, err := s.getConn(ctx)
	if err != nil {
		return err
	}
	defer s.putConn(c)
	pause()
	return do()
}
func (s *base) query(ctx context.Context) error {
	c, err := s.getConn(ctx)
	if err == nil {
		s.putConn(c)
	}
	return err
}

var _ = add("semaphore-exhausted/transactions", func() {
	s := &base{make(chan *conn, 2)}
	s.idle <- &conn{1}
	s.idle <- &conn{2}
	times(2, func(int) {
		ctx := context.Background()
		_ = s.inTransaction(ctx, func() error { return s.query(ctx) })
	})
})

type Limiter[K comparable] struct{ at chan K }

func (l *Limiter[K]) Do(key K, work func()) {
	l.at <- key
	defer func() { <-l.at }()
	work()
}

var _ = add("semaphore-exhausted/nested-closures", func() {
	l := &Limiter[string]{make(chan string, 2)}
	times(2, func(int) {
		l.Do("outer", func() {
			pause()
			l.Do("inner", func() {})
		})
	})
})
