//go:build go1.23
// +build go1.23

package main

import "iter"

func init() {
	starters["go123"] = func() {
		ch, sent := make(chan int), make(chan int)
		keep = append(keep, ch, sent)
		next, stop := iter.Pull(numbers)
		next()
		keep = append(keep, next, stop)
		blocked, _ := iter.Pull(receiving(ch))
		go pullBlocked(blocked)
		go rangeOverFunc(ch)
		go rangeOverFuncNested(sent)
		go rangeOverMethod(shelf{ch})
	}
}

func numbers(yield func(int) bool) {
	for number := 0; yield(number); number++ {
	}
}

// receiving blocks inside the coroutine.
func receiving(ch chan int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for yield(<-ch) {
		}
	}
}

func pullBlocked(next func() (int, bool)) { next() }

func rangeOverFunc(ch chan int) {
	for range numbers {
		<-ch
	}
}

func rangeOverFuncNested(ch chan int) {
	for outer := range numbers {
		for inner := range numbers {
			ch <- outer + inner
		}
	}
}

type shelf struct{ ch chan int }

func (s shelf) all(yield func(int) bool) { yield(<-s.ch) }

func rangeOverMethod(s shelf) {
	for range s.all {
	}
}
