// Command park writes goroutine profiles of a process with many parked goroutines: the input of the benchmark.
//
//	park -n 50000 -out folder    dump.txt (debug=2), counts.txt (debug=1) and samples.pb.gz (debug=0)
//	park -distinct 2000 ...      that many different stacks instead
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
	"sync"
	"time"
)

type box[T any] struct{ ch chan T }

func (b *box[T]) take(depth int) T {
	if depth > 0 {
		return b.take(depth - 1)
	}
	return <-b.ch
}

type store struct {
	mu sync.Mutex
	rw sync.RWMutex
	wg sync.WaitGroup
}

func (s *store) put()  { s.mu.Lock() }
func (s *store) get()  { s.rw.RLock() }
func (s *store) done() { s.wg.Wait() }

// Two functions that call each other: every path of bits is a stack of its own.
func zero(path, depth int) { walk(path, depth) }
func one(path, depth int)  { walk(path, depth) }

func walk(path, depth int) {
	if depth == 0 {
		select {}
	}
	if path&1 == 0 {
		zero(path>>1, depth-1)
	} else {
		one(path>>1, depth-1)
	}
}

func mix(n int) {
	s := &store{}
	s.mu.Lock()
	s.rw.Lock()
	s.wg.Add(1)
	send, receive := make(chan int), make(chan int)
	ints, texts := &box[int]{make(chan int)}, &box[string]{make(chan string)}
	client, server := net.Pipe()
	_ = server
	kinds := []func(int){
		func(int) { go func() { send <- 1 }() },
		func(int) { go func() { <-receive }() },
		func(int) {
			go func() {
				select {
				case <-receive:
				case send <- 1:
				}
			}()
		},
		func(int) { go s.put() },
		func(int) { go s.get() },
		func(int) { go s.done() },
		func(int) { go func() { time.Sleep(time.Hour) }() },
		func(i int) { go func() { ints.take(i % 9) }() },
		func(i int) { go func() { texts.take(i % 7) }() },
		func(i int) { go walk(i, 4+i%5) },
		func(int) { go func() { _, _ = client.Read(make([]byte, 1)) }() },
	}
	for i := 0; i < n; i++ {
		kinds[i%len(kinds)](i / len(kinds))
	}
}

func main() {
	n := flag.Int("n", 1000, "goroutines")
	distinct := flag.Int("distinct", 0, "different stacks, instead of a mix")
	out := flag.String("out", ".", "folder to write to")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() { _ = http.Serve(listener, nil) }()
	if *distinct > 0 {
		for i := 0; i < *distinct; i++ {
			go walk(i, 12)
		}
	} else {
		mix(*n)
	}
	time.Sleep(time.Second)
	for debug, name := range []string{"samples.pb.gz", "counts.txt", "dump.txt"} {
		file, err := os.Create(filepath.Join(*out, name))
		check(err)
		check(pprof.Lookup("goroutine").WriteTo(file, debug))
		check(file.Close())
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
