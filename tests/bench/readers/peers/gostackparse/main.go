// Command gostackparse reads a dump with github.com/DataDog/gostackparse and prints seconds and goroutines of each round.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/DataDog/gostackparse"
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	rounds, _ := strconv.Atoi(os.Args[2])
	for i := 0; i < rounds; i++ {
		start := time.Now()
		goroutines, _ := gostackparse.Parse(bytes.NewReader(data))
		fmt.Println(time.Since(start).Seconds(), len(goroutines))
	}
}
