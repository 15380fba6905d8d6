// Package faults is the switchboard of everything that is wrong with this shop on purpose. A package with a fault asks
// its switch on each call whether the mistake happens this time, so that the faulty and the healthy way through the
// code are the same functions with the same names.
package faults

import (
	"fmt"
	"log"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// settleTime is longer than any short-lived helper of a fault takes: after it, only what stays is counted.
const settleTime = 60 * time.Millisecond

// Board holds one switch for each cause, in the order in which they were added.
type Board struct {
	limit    int64
	paused   atomic.Bool
	switches []*Switch
}

// NewBoard returns a board whose faults pause while the process has limit goroutines or more.
func NewBoard(limit int) *Board {
	return &Board{limit: int64(limit)}
}

// Switch turns one fault on and off.
type Switch struct {
	// Cause is the id under which Parked knows why such goroutines leak.
	Cause string
	// Place is the function in which the leaked goroutines wait.
	Place string

	board   *Board
	every   int64
	leak    func()
	on      atomic.Bool
	calls   atomic.Int64
	strikes atomic.Int64
}

// Add puts a switch on the board, turned off. The fault strikes on each every-th call.
func (b *Board) Add(cause, place string, every int) *Switch {
	s := &Switch{Cause: cause, Place: place, board: b, every: int64(every)}
	b.switches = append(b.switches, s)
	return s
}

// ByHand says how to make the fault strike once without any load: what Preload does.
func (s *Switch) ByHand(leak func()) { s.leak = leak }

// Strikes reports whether the mistake happens this time.
func (s *Switch) Strikes() bool {
	if !s.on.Load() || s.calls.Add(1)%s.every != 0 || s.board.full() {
		return false
	}
	s.strikes.Add(1)
	return true
}

// full says whether the bound on goroutines is reached, and logs when that changes. Once it was reached, the process
// has to fall well below it, since healthy goroutines come and go all the time.
func (b *Board) full() bool {
	bound := b.limit
	if b.paused.Load() {
		bound -= b.limit / 20
	}
	full := int64(runtime.NumGoroutine()) >= bound
	if b.paused.CompareAndSwap(!full, full) {
		if full {
			log.Printf("leaks paused: the process has reached its limit of %d goroutines (-limit)", b.limit)
		} else {
			log.Printf("leaks go on: well below the limit of %d goroutines again", b.limit)
		}
	}
	return full
}

// Causes lists the ids of all switches.
func (b *Board) Causes() []string {
	causes := make([]string, 0, len(b.switches))
	for _, s := range b.switches {
		causes = append(causes, s.Cause)
	}
	return causes
}

// Set turns the fault with that cause on or off; "all" means every one.
func (b *Board) Set(cause string, on bool) error {
	found := false
	for _, s := range b.switches {
		if cause == "all" || cause == s.Cause {
			s.on.Store(on)
			found = true
		}
	}
	if !found {
		return fmt.Errorf("there is no leak %q; the leaks are %s, or all", cause, strings.Join(b.Causes(), ", "))
	}
	return nil
}

// SetOnly turns on what a comma-separated list names and turns the rest off. "all" and "none" are lists as well.
func (b *Board) SetOnly(list string) error {
	names := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	for _, name := range names {
		if name != "all" && name != "none" && !slices.Contains(b.Causes(), name) {
			return b.Set(name, true)
		}
	}
	for _, s := range b.switches {
		s.on.Store(slices.Contains(names, "all") || slices.Contains(names, s.Cause))
	}
	return nil
}

// Preload makes the faults that are on strike in turn until n goroutines have been added.
func (b *Board) Preload(n int) error {
	var active []*Switch
	for _, s := range b.switches {
		if s.on.Load() && s.leak != nil {
			active = append(active, s)
		}
	}
	if n > 0 && len(active) == 0 {
		return fmt.Errorf("-preload %d needs at least one leak that is on", n)
	}
	goal := runtime.NumGoroutine() + n
	for i := 0; runtime.NumGoroutine() < goal; {
		for ; runtime.NumGoroutine() < goal; i++ {
			s := active[i%len(active)]
			s.strikes.Add(1)
			s.leak()
		}
		time.Sleep(settleTime)
	}
	return nil
}
