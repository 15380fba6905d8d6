// Package search asks several replicas of an index and takes the answer that comes first.
package search

import (
	"context"
	"time"

	"example.com/shop/internal/faults"
)

// Hit is one product that matches.
type Hit struct {
	SKU   string
	Score float64
}

type replica struct {
	name    string
	latency time.Duration
}

// Engine knows the replicas.
type Engine struct {
	fault    *faults.Switch
	replicas []replica
}

// NewEngine connects to three replicas of different speed.
func NewEngine(board *faults.Board) *Engine {
	e := &Engine{replicas: []replica{
		{"search-a", 3 * time.Millisecond},
		{"search-b", 6 * time.Millisecond},
		{"search-c", 11 * time.Millisecond},
	}}
	e.fault = board.Add("forgotten-receiver", "search.(*Engine).ask", 4)
	e.fault.ByHand(func() { e.race(context.Background(), "preload", 0) })
	return e
}

// Find returns the hits of whichever replica answers first. The fault: without room in the channel, the slower
// replicas' goroutines can never hand their answers over.
func (e *Engine) Find(ctx context.Context, words string) []Hit {
	room := len(e.replicas)
	if e.fault.Strikes() {
		room = 0
	}
	return <-e.race(ctx, words, room)
}

func (e *Engine) race(ctx context.Context, words string, room int) <-chan []Hit {
	answers := make(chan []Hit, room)
	for _, r := range e.replicas {
		go e.ask(ctx, r, words, answers)
	}
	return answers
}

func (e *Engine) ask(_ context.Context, r replica, words string, answers chan<- []Hit) {
	time.Sleep(r.latency)
	answers <- []Hit{{SKU: words, Score: 1 / float64(r.latency)}}
}
