//go:build go1.25
// +build go1.25

package main

import (
	"runtime"
	"sync"
)

func init() {
	starters["go125"] = func() {
		ch := make(chan int)
		keep = append(keep, ch)
		var group sync.WaitGroup
		group.Go(func() { <-ch })
		group.Go(waitGroupMember)
		keep = append(keep, &group)
		cleanup(ch)
	}
}

func waitGroupMember() { select {} }

// cleanup leaves one of the runtime's cleanup goroutines parked in a function of this program.
func cleanup(ch chan int) {
	func() {
		handle := new(struct{ name *string })
		runtime.AddCleanup(handle, cleanupBlocks, ch)
	}()
	runtime.GC()
}

func cleanupBlocks(ch chan int) { <-ch }
