// Command crash ends in each way in which the runtime prints goroutines, with some of them parked beside.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

var ways = map[string]func(){
	"panic":            func() { handle(request{id: 7, path: "/cart"}) },
	"panic-error":      func() { panic(fmt.Errorf("garage: %w", errors.New("the gate is shut"))) },
	"panic-lines":      func() { panic("first line\n\ngoroutine 99 [running]:\nmain.fake()\n\t/fake.go:1 +0x1\n") },
	"panic-type":       func() { panic(ticket{"A1", 2}) },
	"panic-again":      func() { panicAgain() },
	"panic-spinning":   func() { go spin(); time.Sleep(50 * time.Millisecond); panic("while another runs") },
	"panic-goroutine":  func() { panicInGoroutine() },
	"nil-pointer":      func() { fmt.Println(missing().path) },
	"closed-channel":   func() { ch := make(chan int); close(ch); ch <- 1 },
	"deadlock":         func() { <-make(chan int) },
	"deadlock-locked":  func() { var mutex sync.Mutex; mutex.Lock(); runtime.LockOSThread(); mutex.Lock() },
	"goexit":           func() { runtime.Goexit() },
	"unlock":           func() { var mutex sync.Mutex; mutex.Unlock() },
	"map-writes":       func() { writeMap() },
	"stack-overflow":   func() { debug.SetMaxStack(1 << 20); overflow(1) },
	"abort":            func() { syscall.Kill(syscall.Getpid(), syscall.SIGABRT); select {} },
	"quit":             func() { time.Sleep(time.Hour) },
	"print-stack":      func() { debug.PrintStack() },
	"recovered-server": func() { recoverAndLog() },
}

func main() {
	way := flag.String("way", "panic", "how to end")
	beside := flag.Bool("beside", true, "park goroutines beside")
	flag.Parse()
	if *beside {
		park()
	}
	ways[*way]()
}

func park() {
	for worker := 0; worker < 3; worker++ {
		go work(make(chan string))
	}
	var mutex sync.Mutex
	mutex.Lock()
	go lock(&mutex)
	go func() { select {} }()
	time.Sleep(50 * time.Millisecond)
}

func work(jobs chan string) {
	for job := range jobs {
		fmt.Println(job)
	}
}

func lock(mutex *sync.Mutex) { mutex.Lock() }

type request struct {
	id   int
	path string
}

type ticket struct {
	name  string
	level int
}

func handle(r request) { serve(&r) }

//go:noinline
func serve(r *request) {
	if r.id > 0 {
		panic("cannot serve " + r.path)
	}
}

//go:noinline
func missing() *request { return nil }

func panicAgain() {
	defer func() {
		panic(fmt.Sprint("again: ", recover()))
	}()
	defer func() {
		panic("second")
	}()
	panic("first")
}

func panicInGoroutine() {
	go func() {
		defer close(make(chan int))
		var list []int
		fmt.Println(list[3])
	}()
	select {}
}

func writeMap() {
	shared := map[int]int{}
	for worker := 0; worker < 4; worker++ {
		go func() {
			for number := 0; ; number++ {
				shared[number%8] = number
			}
		}()
	}
	select {}
}

var turns int

// spin never calls anything: before Go 1.14 nothing could stop it.
func spin() {
	for {
		turns++
	}
}

//go:noinline
func overflow(depth int) int {
	var room [128]byte
	room[depth%128] = byte(depth)
	return overflow(depth+1) + int(room[1])
}

// recoverAndLog prints what a web server logs of a handler that panicked.
func recoverAndLog() {
	defer func() {
		if reason := recover(); reason != nil {
			buffer := make([]byte, 64<<10)
			buffer = buffer[:runtime.Stack(buffer, false)]
			fmt.Fprintf(os.Stderr, "2026/01/02 03:04:05 http: panic serving 10.0.0.1:4711: %v\n%s", reason, buffer)
		}
	}()
	handle(request{id: 1, path: "/orders"})
}
