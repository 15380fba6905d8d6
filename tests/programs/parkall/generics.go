//go:build go1.18
// +build go1.18

package main

func init() {
	starters["generics"] = func() {
		ints := &store[string, int]{ch: make(chan int)}
		pairs := &store[string, struct{ A, B int }]{ch: make(chan struct{ A, B int })}
		keep = append(keep, ints, pairs)
		go ints.take()
		go pairs.take()
		go receiveAny(ints.ch)
		go receiveAny(pairs.ch)
		go genericClosure(ints.ch)
		go genericClosure(pairs.ch)
		bound := ints.take
		go bound()
		each(ints.ch, func(int) {})
	}
}

type store[K comparable, V any] struct {
	ch   chan V
	keys []K
}

func (s *store[K, V]) take() { <-s.ch }

func receiveAny[T any](ch chan T) { <-ch }

func genericClosure[T any](ch chan T) {
	func() {
		func() { <-ch }()
	}()
}

func each[T any](ch chan T, do func(T)) {
	go func() {
		for value := range ch {
			do(value)
		}
	}()
}
