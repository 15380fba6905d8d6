// A Go process with leaks in it: this one.
package conformance

import (
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"sync/atomic"
	"testing"
)

// target serves the profiles of this process and counts who asks for goroutines.
type target struct {
	url     string
	fetches atomic.Int64
}

func startTarget(t *testing.T) *target {
	t.Helper()
	served := &target{}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/debug/pprof/goroutine" {
			served.fetches.Add(1)
		}
		pprof.Index(w, r)
	})
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	served.url = server.URL
	return served
}

// leakSenders parks goroutines on a channel that nobody reads until the test ends.
func leakSenders(t *testing.T, count int) {
	t.Helper()
	results := make(chan int)
	for n := range count {
		go sendResult(results, n)
	}
	t.Cleanup(func() {
		for range count {
			<-results
		}
	})
}

//go:noinline
func sendResult(results chan<- int, n int) { results <- n }

// leakReceivers parks goroutines on a channel that nobody writes to until the test ends.
func leakReceivers(t *testing.T, count int) {
	t.Helper()
	jobs := make(chan int)
	for range count {
		go awaitJob(jobs)
	}
	t.Cleanup(func() { close(jobs) })
}

//go:noinline
func awaitJob(jobs <-chan int) { <-jobs }
