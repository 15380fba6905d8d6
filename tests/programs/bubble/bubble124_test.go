//go:build goexperiment.synctest && !go1.25
// +build goexperiment.synctest,!go1.25

package bubble

import (
	"os"
	"runtime"
	"testing"
	"testing/synctest"
)

// TestDump prints every goroutine while some are parked inside a bubble.
func TestDump(t *testing.T) {
	synctest.Run(func() {
		inside := make(chan int)
		go receive(inside)
		go choose(inside, make(chan int))
		synctest.Wait()
		buffer := make([]byte, 1<<20)
		os.Stdout.Write(buffer[:runtime.Stack(buffer, true)])
		close(inside)
	})
}

// TestDeadlock fails: a goroutine of the bubble never ends.
func TestDeadlock(t *testing.T) {
	synctest.Run(func() { go receive(make(chan int)) })
}

func receive(ch chan int) { <-ch }

func choose(a, b chan int) {
	select {
	case <-a:
	case <-b:
	}
}
