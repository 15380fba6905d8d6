package main

import (
	"context"
	"sync"
)

// pool hands out connections by a channel: who receives one holds it.
type pool[T any] struct{ free chan T }

func newPool[T any](all ...T) *pool[T] {
	p := &pool[T]{free: make(chan T, len(all))}
	for _, one := range all {
		p.free <- one
	}
	return p
}

func (p *pool[T]) acquire() T    { return <-p.free }
func (p *pool[T]) release(one T) { p.free <- one }
func (p *pool[T]) with(do func(T)) {
	one := p.acquire()
	defer p.release(one)
	do(one)
}

type conn struct{ id int }

type ledger struct{ conns *pool[*conn] }

// transfer audits on a second connection while it has the first.
func (l *ledger) transfer() { l.conns.with(func(*conn) { pause(); l.audit() }) }
func (l *ledger) audit()    { l.conns.with(func(*conn) {}) }

var _ = add("semaphore-exhausted/pool-of-connections", func() {
	l := &ledger{newPool(&conn{1}, &conn{2}, &conn{3})}
	times(5, func(int) { l.transfer() })
})

var running = make(chan struct{}, 2)

// render takes its place inline and waits for parts that need one as well.
func render(depth int) {
	running <- struct{}{}
	defer func() { <-running }()
	if depth == 0 {
		return
	}
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			render(depth - 1)
		}()
	}
	wg.Wait()
}

var _ = add("semaphore-exhausted/inline-package", func() { times(2, func(int) { render(2) }) })

type throttle struct{ slots chan struct{} }

func (t throttle) enter(ctx context.Context) error {
	select {
	case t.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
func (t throttle) leave() { <-t.slots }

type fetcher struct {
	throttle
	next map[string]string
}

func (f *fetcher) follow(ctx context.Context, url string) error {
	if err := f.enter(ctx); err != nil {
		return err
	}
	defer f.leave()
	pause()
	if to, ok := f.next[url]; ok {
		return f.follow(ctx, to)
	}
	return nil
}

var _ = add("semaphore-exhausted/select-embedded", func() {
	f := &fetcher{throttle{make(chan struct{}, 2)}, map[string]string{"a": "b", "b": "a"}}
	ctx := context.Background()
	times(4, func(int) { _ = f.follow(ctx, "a") })
})

// Programs that wait for tokens, and move.
var _ = add("busy/pool-of-connections", func() {
	l := &ledger{newPool(&conn{1}, &conn{2}, &conn{3})}
	forever(12, func(int) { l.conns.with(func(*conn) { spin(100000) }) })
})
var _ = add("busy/inline-tokens", func() {
	places := make(chan struct{}, 3)
	forever(4, func(int) {
		var wg sync.WaitGroup
		for i := 0; i < 6; i++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				places <- struct{}{}
				defer func() { <-places }()
				spin(100000)
			}()
		}
		wg.Wait()
	})
})
