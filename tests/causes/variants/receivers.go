package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

func init() {
	register("forgotten-receiver", "main.weigh", func() { lightest([]int{3, 1, 2}) })
	register("forgotten-receiver", "main.fastest.func1", func() { fastest(3) })
	register("forgotten-receiver", "main.(*audit).Record", func() { go (&audit{entries: make(chan string)}).Record("in") })
	register("forgotten-receiver", "main.report", func() { go report(make(chan error), errors.New("late")) })
	register("early-return", "main.track.func1", func() { _, _ = track(context.Background(), "x") })
	register("early-return", "main.locate.func1", func() { locate() })
	register("early-return", "main.verify.func1", func() { _ = verify([]int{1, -1, 2}) })
	register("early-return", "main.scan.func1", func() { findShelf() })
	register("early-return", "main.(*desk).open.func1", func() { _ = (&desk{}).open("") })
}

func lightest(parcels []int) int {
	weights := make(chan int)
	for _, parcel := range parcels {
		go weigh(parcel, weights)
	}
	return <-weights
}

func weigh(parcel int, weights chan<- int) {
	weights <- parcel * 2
}

func fastest(n int) string {
	won := make(chan string)
	var started sync.WaitGroup
	for i := 0; i < n; i++ {
		started.Add(1)
		go func() {
			started.Done()
			won <- "route"
		}()
	}
	started.Wait()
	return <-won
}

type audit struct{ entries chan string }

func (a *audit) Record(entry string) {
	a.entries <- entry
}

func report(failures chan<- error, err error) {
	failures <- err
}

// track gives up after a moment.
func track(ctx context.Context, parcel string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	position := make(chan string)
	go func() {
		time.Sleep(20 * time.Millisecond)
		position <- parcel
	}()
	select {
	case p := <-position:
		return p, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func locate() int {
	found := make(chan int)
	go func() {
		time.Sleep(10 * time.Millisecond)
		found <- 7
	}()
	select {
	case shelf := <-found:
		return shelf
	case <-time.After(time.Millisecond):
	}
	return -1
}

// verify stops at the first parcel that is wrong.
func verify(parcels []int) error {
	results := make(chan error)
	for _, parcel := range parcels {
		go func() {
			if parcel < 0 {
				results <- errors.New("negative")
				return
			}
			time.Sleep(5 * time.Millisecond)
			results <- nil
		}()
	}
	for range parcels {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}

func scan(shelves int) <-chan int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for shelf := 0; shelf < shelves; shelf++ {
			numbers <- shelf
		}
	}()
	return numbers
}

func findShelf() int {
	for shelf := range scan(10) {
		if shelf == 3 {
			return shelf
		}
	}
	return -1
}

type desk struct{ opened bool }

func (d *desk) open(key string) error {
	lights := make(chan error)
	go func() {
		lights <- errors.New("bulb")
	}()
	if key == "" {
		return errors.New("no key")
	}
	d.opened = true
	return <-lights
}
