// Command race has two goroutines write the same variable, for the race detector to report.
package main

import (
	"fmt"
	"sync"
)

type counter struct{ hits int }

func main() {
	var group sync.WaitGroup
	shared := &counter{}
	for worker := 0; worker < 2; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			count(shared)
		}()
	}
	group.Wait()
	fmt.Println(shared.hits)
}

func count(c *counter) { c.hits++ }
