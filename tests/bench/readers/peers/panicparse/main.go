// Command panicparse reads a dump with github.com/maruel/panicparse, buckets it, and prints seconds and goroutines of each round.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/maruel/panicparse/v2/stack"
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	rounds, _ := strconv.Atoi(os.Args[2])
	for i := 0; i < rounds; i++ {
		start := time.Now()
		snapshot, _, err := stack.ScanSnapshot(bytes.NewReader(data), io.Discard, &stack.Opts{LocalGOPATHs: []string{}})
		if err != nil && err != io.EOF {
			panic(err)
		}
		buckets := snapshot.Aggregate(stack.AnyValue)
		goroutines := 0
		for _, bucket := range buckets.Buckets {
			goroutines += len(bucket.IDs)
		}
		fmt.Println(time.Since(start).Seconds(), goroutines)
	}
}
