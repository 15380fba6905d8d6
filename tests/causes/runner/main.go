// Command runner makes the mistake of one example several times, waits until nothing moves any more, says how many
// goroutines were left behind, and writes profiles.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

const (
	times   = 12
	quiet   = 5
	poll    = 20 * time.Millisecond
	longest = 10 * time.Second
)

// example is filled by the generated file beside this one.
type example struct {
	drive   func()
	cleanup func()
}

func main() {
	name, folder, leaks := os.Args[1], os.Args[2], os.Args[3] == "before"
	e, ok := examples[name]
	if !ok {
		fmt.Fprintln(os.Stderr, "no example", name)
		os.Exit(2)
	}
	// The first time starts what all share: servers, pools.
	e.drive()
	settle(0, longest/5)
	e.cleanup()
	base := settle(0, longest/5)
	for range times {
		e.drive()
	}
	settle(0, longest/5)
	e.cleanup()
	var after int
	if leaks {
		await(base+times, longest)
		after = settle(0, longest/5)
	} else {
		after = settle(base, longest)
	}
	if err := write(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"times": times, "left": after - base, "go": runtime.Version()})
}

// settle waits until the number of goroutines has stayed the same for a while, or has come down to goal.
func settle(goal int, patience time.Duration) int {
	last, same := -1, 0
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(poll) {
		n := runtime.NumGoroutine()
		if n == last {
			same++
		} else {
			last, same = n, 0
		}
		if n <= goal || goal == 0 && same >= quiet {
			break
		}
	}
	return last
}

// await waits until there are that many goroutines: on a busy machine the last ones come late.
func await(goal int, patience time.Duration) {
	for end := time.Now().Add(patience); runtime.NumGoroutine() < goal && time.Now().Before(end); {
		time.Sleep(poll)
	}
}

func write(folder string) error {
	for debug := range 3 {
		if err := writeProfile(folder, "goroutine", debug); err != nil {
			return err
		}
	}
	// There from Go 1.27 on, and in Go 1.26 when it was built for it.
	if pprof.Lookup("goroutineleak") == nil {
		return nil
	}
	return writeProfile(folder, "goroutineleak", 0)
}

func writeProfile(folder, name string, debug int) error {
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%s-debug%d", name, debug)))
	if err != nil {
		return err
	}
	if err := pprof.Lookup(name).WriteTo(file, debug); err != nil {
		return err
	}
	return file.Close()
}
