// Command flood writes a dump of more goroutines than the runtime's 64 MiB hold: it cuts such a dump without a word.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"time"
)

func main() {
	count := flag.Int("n", 30000, "goroutines")
	depth := flag.Int("depth", 40, "frames of each")
	flag.Parse()
	ready := make(chan struct{}, *count)
	for number := 0; number < *count; number++ {
		go descend(*depth, ready)
	}
	for number := 0; number < *count; number++ {
		<-ready
	}
	time.Sleep(100 * time.Millisecond)
	if err := pprof.Lookup("goroutine").WriteTo(os.Stdout, 2); err != nil {
		fmt.Fprintln(os.Stderr, "flood:", err)
		os.Exit(1)
	}
}

//go:noinline
func descend(depth int, ready chan<- struct{}) int {
	if depth > 0 {
		return descend(depth-1, ready) + 1
	}
	ready <- struct{}{}
	select {}
}
