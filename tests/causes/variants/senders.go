package main

import (
	"errors"
	"time"
)

func init() {
	register("forgotten-sender", "main.(*futures).Get", func() { go (&futures{waiting: map[int]chan string{}}).Get(1) })
	register("forgotten-sender", "main.join.func1", func() { join(make(chan int), make(chan int)) })
	register("forgotten-sender", "main.awaitApproval", func() { go awaitApproval(make(chan bool)) })
	register("forgotten-sender", "main.handshake", func() { go handshake(make(chan struct{})) })
	register("range-over-unclosed", "main.packer", func() { packAll([]int{1, 2, 3}) })
	register("range-over-unclosed", "main.(*indexer).index.func1", func() { (&indexer{}).index([]string{"a"}) })
	register("range-over-unclosed", "main.printAll", func() {
		lines := make(chan string, 1)
		go printAll(lines)
		lines <- "a"
	})
}

type futures struct{ waiting map[int]chan string }

func (f *futures) Get(id int) string {
	result := make(chan string)
	f.waiting[id] = result
	return <-result
}

func join(left, right chan int) {
	go func() {
		total := 0
		total += <-left
		total += <-right
		_ = total
	}()
}

func awaitApproval(approved <-chan bool) error {
	yes, ok := <-approved
	if !ok || !yes {
		return errors.New("refused")
	}
	return nil
}

func handshake(ready chan struct{}) time.Time {
	<-ready
	return time.Now()
}

// packAll hands parcels to three packers and forgets to tell them that there are no more.
func packAll(parcels []int) {
	queue := make(chan int)
	for range 3 {
		go packer(queue)
	}
	for _, parcel := range parcels {
		queue <- parcel
	}
}

func packer(queue <-chan int) {
	for parcel := range queue {
		_ = parcel
	}
}

type indexer struct{ words map[string]int }

func (x *indexer) index(documents []string) {
	words := make(chan string)
	go func() {
		for word := range words {
			_ = word
		}
	}()
	for _, document := range documents {
		words <- document
	}
}

func printAll(lines chan string) {
	for line := range lines {
		_ = line
	}
}
