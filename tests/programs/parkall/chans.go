package main

import (
	"context"
	"time"
)

func init() {
	starters["chans"] = func() {
		kept := make(chan int)
		full := make(chan string, 1)
		full <- "full"
		keep = append(keep, kept, full)

		go chanReceive(kept)
		go chanReceive(kept)
		go chanReceiveOk(kept)
		go chanRange(kept)
		go chanSend(make(chan int), 1)
		go chanSend(make(chan int), 2)
		go chanSend(make(chan int), 3)
		go chanSendToFull(full)
		go chanReceiveForgotten()
		go chanReceiveNil()
		go chanSendNil()
		go chanRangeNil()
		go selectMany(kept, full)
		go selectMany(kept, full)
		go selectOneReceive(kept)
		go selectOneSend(make(chan int))
		go selectOnlyNil()
		go selectOneNil()
		go selectNoCases()
		go selectWithTimeout(kept)
		go selectForgotten()
		ctx, cancel := context.WithCancel(context.Background())
		keep = append(keep, cancel)
		go contextDone(ctx)
		go selectContext(ctx, kept)
		fanOut(make(chan int))
		askAndLeave()
	}
}

func chanReceive(ch chan int) { <-ch }

func chanReceiveOk(ch chan int) {
	value, ok := <-ch
	keep = append(keep, value, ok)
}

func chanRange(ch chan int) {
	for value := range ch {
		keep = append(keep, value)
	}
}

func chanSend(ch chan<- int, value int) { ch <- value }

func chanSendToFull(ch chan<- string) { ch <- "one too many" }

// chanReceiveForgotten waits on a channel that nobody else has: the runtime can prove it leaked.
func chanReceiveForgotten() { <-make(chan struct{}) }

func chanReceiveNil() {
	var ch chan int
	<-ch
}

func chanSendNil() {
	var ch chan int
	ch <- 1
}

func chanRangeNil() {
	var ch chan int
	for range ch {
		keep = append(keep, 0)
	}
}

func selectMany(in <-chan int, out chan<- string) {
	select {
	case <-in:
	case out <- "late":
	}
}

// selectOneReceive compiles to a plain receive.
func selectOneReceive(ch <-chan int) {
	select {
	case <-ch:
	}
}

// selectOneSend compiles to a plain send.
func selectOneSend(ch chan<- int) {
	select {
	case ch <- 1:
	}
}

// selectOnlyNil waits in a select although no case can ever happen.
func selectOnlyNil() {
	var in chan int
	var out chan int
	select {
	case <-in:
	case out <- 1:
	}
}

func selectOneNil() {
	var ch chan int
	select {
	case <-ch:
	}
}

func selectNoCases() { select {} }

func selectWithTimeout(ch <-chan int) {
	select {
	case <-ch:
	case <-time.After(time.Hour):
	}
}

func selectForgotten() {
	a, b := make(chan int), make(chan int)
	select {
	case <-a:
	case b <- 1:
	}
}

func contextDone(ctx context.Context) { <-ctx.Done() }

func selectContext(ctx context.Context, ch <-chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ch:
		}
	}
}

// fanOut starts workers in a loop, in a closure.
func fanOut(ch chan int) {
	for worker := 0; worker < 4; worker++ {
		go func(id int) {
			ch <- id
		}(worker)
	}
}

// askAndLeave is the classic: the caller stops waiting, the sender never does.
func askAndLeave() {
	answer := make(chan string)
	go func() {
		answer <- "nobody listens"
	}()
	select {
	case <-answer:
	default:
	}
}
