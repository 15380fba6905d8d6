//go:build go1.25
// +build go1.25

// Package bubble leaves goroutines blocked in synctest bubbles.
package bubble

import (
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestDump prints every goroutine while some are parked inside a bubble, durably or not, and some outside.
func TestDump(t *testing.T) {
	outside := make(chan int)
	go parkOutside(outside)
	synctest.Test(t, func(t *testing.T) {
		inside := make(chan int)
		var mutex sync.Mutex
		mutex.Lock()
		var group sync.WaitGroup
		group.Add(1)
		go receive(inside)
		go choose(inside, make(chan int))
		go wait(&group)
		go sleep()
		synctest.Wait()
		go lock(&mutex)
		for turn := 0; turn < 1000; turn++ {
			runtime.Gosched() // a goroutine that waits for a lock would keep the bubble's clock from moving
		}
		buffer := make([]byte, 1<<20)
		os.Stdout.Write(buffer[:runtime.Stack(buffer, true)])
		mutex.Unlock()
		group.Done()
		close(inside)
	})
}

// TestDeadlock fails: a goroutine of the bubble never ends.
func TestDeadlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		go receive(make(chan int))
		go choose(make(chan int), make(chan int))
	})
}

func parkOutside(ch chan int) { <-ch }

func receive(ch chan int) { <-ch }

func choose(a, b chan int) {
	select {
	case <-a:
	case <-b:
	}
}

func wait(group *sync.WaitGroup) { group.Wait() }

func sleep() { time.Sleep(time.Second) }

func lock(mutex *sync.Mutex) { mutex.Lock() }
