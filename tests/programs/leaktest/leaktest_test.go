// Package leaktest leaves goroutines behind, for goleak to report.
package leaktest

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestLeaves(t *testing.T) {
	defer goleak.VerifyNone(t)
	go send(make(chan int))
	for worker := 0; worker < 2; worker++ {
		go func() {
			<-context.Background().Done()
		}()
	}
	go tick(time.NewTicker(time.Hour))
}

// TestMain reports what is left at the end.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func send(ch chan int) { ch <- 1 }

func tick(ticker *time.Ticker) {
	for {
		select {
		case <-ticker.C:
		}
	}
}
