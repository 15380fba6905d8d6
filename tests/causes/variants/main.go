// Command depot leaks in the ways of the common causes, each written in several styles: what the records' own examples
// look like must not be all that is recognised. Each variant is registered with the cause that its author would give,
// and with the function in which its goroutines wait.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"
)

type variant struct {
	cause   string
	waits   string
	mistake func()
}

var variants []variant

func register(cause, waits string, mistake func()) {
	variants = append(variants, variant{cause, waits, mistake})
}

const times = 5

func main() {
	for _, v := range variants {
		for range times {
			v.mistake()
		}
	}
	time.Sleep(500 * time.Millisecond)
	for debug := range 3 {
		file, err := os.Create(filepath.Join(os.Args[1], fmt.Sprintf("goroutine-debug%d", debug)))
		if err != nil {
			panic(err)
		}
		if err := pprof.Lookup("goroutine").WriteTo(file, debug); err != nil {
			panic(err)
		}
		if err := file.Close(); err != nil {
			panic(err)
		}
	}
	for _, v := range variants {
		fmt.Println(v.cause, v.waits)
	}
}
