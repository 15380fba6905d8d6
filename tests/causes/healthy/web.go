package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"sync"
	"time"
)

// webServer has idle keep-alive connections and one request that is being served.
func webServer() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	mux := http.NewServeMux()
	mux.HandleFunc("/quick", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "done") })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(time.Minute):
		case <-r.Context().Done():
		}
	})
	server := &http.Server{Handler: mux}
	go server.Serve(listener)
	base := "http://" + listener.Addr().String()
	get(http.DefaultClient, base+"/quick")
	go get(http.DefaultClient, base+"/slow")
}

// webClient keeps several idle connections.
func webClient() {
	var arrived sync.WaitGroup
	arrived.Add(4)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		arrived.Done()
		arrived.Wait()
		_, _ = io.WriteString(w, "done")
	}))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	keep = append(keep, server, client)
	for range 4 {
		go get(client, server.URL)
	}
}

func http2() {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "done")
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	keep = append(keep, server)
	get(server.Client(), server.URL)
}

func signals() {
	received := make(chan os.Signal, 1)
	signal.Notify(received, os.Interrupt)
	keep = append(keep, received)
}

func periodic() {
	for _, every := range []time.Duration{time.Minute, time.Hour} {
		go func() {
			for range time.Tick(every) {
			}
		}()
	}
}

func get(client *http.Client, url string) {
	response, err := client.Get(url)
	if err != nil {
		return
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
}
