//go:build go1.21
// +build go1.21

package main

import (
	"context"
	"sync"
)

func init() {
	starters["go121"] = func() {
		ch := make(chan int)
		keep = append(keep, ch)
		ctx, cancel := context.WithCancel(context.Background())
		context.AfterFunc(ctx, func() { afterFuncBlocks(ch) })
		cancel()

		begun := make(chan struct{})
		value := sync.OnceValue(func() int {
			close(begun)
			return <-ch
		})
		go onceValueFirst(value)
		<-begun
		go onceValueBehind(value)
	}
}

func afterFuncBlocks(ch chan int) { <-ch }

func onceValueFirst(value func() int) { value() }

func onceValueBehind(value func() int) { value() }
