package main

import (
	"context"
	"runtime/pprof"
)

func init() {
	starters["labels"] = func() {
		ch := make(chan int)
		keep = append(keep, ch)
		go labelled(ch, "handler", "/api/cart")
		go labelled(ch, "handler", "/api/cart")
		go labelled(ch, "handler", "/api/orders")
		go labelled(ch, "handler", "/api/orders", "tenant", "Größe 42")
		go labelled(ch, "weird]key", "a, b \"q\"]: {\n\té\x00}", "", "empty key", "empty", "")
		go labelled(ch, "__proto__", "\u202e\U0001f697\xff\x7f", "constructor", "\\x", "a: b", "]:", "{x}", "{y: z}")
		go labelled(ch, "line", "goroutine 1 [running]:\nmain.main()\n\t/main.go:1 +0x1\n\n")
	}
}

func labelled(ch chan int, labels ...string) {
	pprof.Do(context.Background(), pprof.Labels(labels...), func(context.Context) {
		go labelledChild(make(chan int))
		<-ch
	})
}

// labelledChild inherits the labels of the goroutine that started it.
func labelledChild(ch chan int) { ch <- 1 }
