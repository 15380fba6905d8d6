// Command healthy keeps one of everything that long-lived services keep: servers and clients with idle connections,
// pools, informers, loggers, exporters, subscriptions. Nothing in it leaks. Its profiles are what ignore packs are tested with:
//
//	go build -trimpath -o /opt/healthy/healthy . && /opt/healthy/healthy -out ../recorded/healthy
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"
)

var out = flag.String("out", "", "folder for the profiles")

// keep holds what must stay alive until the profiles are written.
var keep []any

func main() {
	flag.Parse()
	for _, start := range []func(){
		webServer, webClient, http2, signals, periodic, databases, rpc, kubernetes, loggers, telemetry, queues, caches,
	} {
		start()
	}
	time.Sleep(3 * time.Second)
	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, "healthy:", err)
		os.Exit(1)
	}
}

func write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for debug, name := range []string{"goroutine-debug0.pb.gz", "goroutine-debug1.txt", "goroutine-debug2.txt"} {
		file, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		if err := pprof.Lookup("goroutine").WriteTo(file, debug); err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
