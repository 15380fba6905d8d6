// Command churn changes between the two moments of a delta profile: some goroutines end, others start.
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"os"
	"time"
)

func main() {
	leaving, staying, arriving := make(chan int), make(chan int), make(chan int)
	for worker := 0; worker < 12; worker++ {
		go leave(leaving)
	}
	for worker := 0; worker < 20; worker++ {
		go stay(staying)
	}
	server := httptest.NewServer(http.HandlerFunc(pprof.Index))
	time.AfterFunc(400*time.Millisecond, func() {
		for worker := 0; worker < 5; worker++ {
			leaving <- 1
		}
		for worker := 0; worker < 9; worker++ {
			go arrive(arriving)
		}
	})
	response, err := http.Get(server.URL + "/debug/pprof/goroutine?seconds=1")
	if err != nil || response.StatusCode != http.StatusOK {
		fmt.Fprintln(os.Stderr, "churn:", err, response)
		os.Exit(1)
	}
	io.Copy(os.Stdout, response.Body)
}

func leave(ch chan int) { <-ch }

func stay(ch chan int) { <-ch }

func arrive(ch chan int) { ch <- 1 }
