// Package timeout has a test that hangs, for go test to end.
package timeout

import (
	"sync"
	"testing"
)

func TestHangs(t *testing.T) {
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		answer := make(chan int)
		answer <- 1
		group.Done()
	}()
	t.Run("waits", func(t *testing.T) { group.Wait() })
}

func TestParallel(t *testing.T) {
	t.Parallel()
}
