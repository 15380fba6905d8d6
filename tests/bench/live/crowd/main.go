// Command crowd is a process of many parked goroutines that tells what being asked for profiles costs it.
//
//	crowd -n 100000 -depth 100    prints its URL; ends with its standard input
//
// /debug/pprof/goroutine serves the profile, /metrics the memory that is left, /cost what the profiles have cost so far.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// cost is of one profile: when it was asked for, how long it took, what was allocated meanwhile.
type cost struct {
	At      float64 `json:"at"`
	Seconds float64 `json:"seconds"`
	Bytes   uint64  `json:"bytes"`
	Debug   string  `json:"debug"`
}

var (
	began = time.Now()
	mu    sync.Mutex
	costs []cost
	// limit is what the metrics call the process's memory limit, in bytes.
	limit atomic.Int64
)

//go:noinline
func wait(depth int, ready *sync.WaitGroup, end chan struct{}) {
	if depth > 0 {
		wait(depth-1, ready, end)
		return
	}
	ready.Done()
	<-end
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func profile(w http.ResponseWriter, r *http.Request) {
	debug, _ := strconv.Atoi(r.FormValue("debug"))
	at, before := time.Now(), allocated()
	_ = pprof.Lookup("goroutine").WriteTo(w, debug)
	mu.Lock()
	defer mu.Unlock()
	costs = append(costs, cost{at.Sub(began).Seconds(), time.Since(at).Seconds(), allocated() - before, r.FormValue("debug")})
}

func main() {
	n := flag.Int("n", 100_000, "goroutines")
	depth := flag.Int("depth", 0, "frames beyond the first of each")
	flag.Parse()
	limit.Store(64 << 30)
	var ready sync.WaitGroup
	ready.Add(*n)
	end := make(chan struct{})
	for range *n {
		go wait(*depth, &ready, end)
	}
	ready.Wait()
	runtime.GC()
	http.HandleFunc("/debug/pprof/goroutine", profile)
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		fmt.Fprintf(w, "go_goroutines %d\nprocess_resident_memory_bytes %d\ngo_gc_gomemlimit_bytes %d\n",
			runtime.NumGoroutine(), stats.Sys, limit.Load())
	})
	http.HandleFunc("/cost", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_ = json.NewEncoder(w).Encode(costs)
	})
	// Leaves so many bytes until the limit.
	http.HandleFunc("/left", func(_ http.ResponseWriter, r *http.Request) {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		left, _ := strconv.ParseInt(r.FormValue("bytes"), 10, 64)
		limit.Store(int64(stats.Sys) + left)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Printf("listening on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
