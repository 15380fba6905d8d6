// Command locks makes one lock mistake, waits until all who take part are stuck, and prints a dump.
package main

import (
	"fmt"
	"os"
	"runtime/pprof"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		for name := range shapes {
			fmt.Println(name)
		}
		return
	}
	shapes[os.Args[1]]()
	time.Sleep(300 * time.Millisecond)
	_ = pprof.Lookup("goroutine").WriteTo(os.Stdout, 2)
}

// shapes: the part before the slash is the cause.
var shapes = map[string]func(){
	"double-lock/through-method":      doubleThroughMethod,
	"double-lock/embedded":            doubleEmbedded,
	"double-lock/upgrade":             doubleUpgrade,
	"double-lock/map-of-pointers":     doubleInMap,
	"double-lock/generic":             doubleGeneric,
	"lock-order/accounts":             orderAccounts,
	"lock-order/two-types":            orderTwoTypes,
	"lock-order/three":                orderThree,
	"lock-order/rwmutex":              orderRW,
	"lock-order/closures":             orderClosures,
	"recursive-read-lock/nested":      recursiveNested,
	"recursive-read-lock/embedded":    recursiveEmbedded,
	"recursive-read-lock/map":         recursiveMap,
	"recursive-read-lock/generic":     recursiveGeneric,
	"recursive-read-lock/many":        recursiveMany,
	"lock-held-while-waiting/send":    heldSend,
	"lock-held-while-waiting/receive": heldReceive,
	"lock-held-while-waiting/group":   heldGroup,
	"lock-held-while-waiting/select":  heldSelect,
	"lock-held-while-waiting/cond":    heldCond,
	"lock-never-released/return":      neverReturn,
	"lock-never-released/panic":       neverPanic,
	"lock-never-released/readers":     neverReaders,
	"lock-never-released/branch":      neverBranch,
	"lock-never-released/map":         neverMap,
	"busy/mutex":                      busyMutex,
	"busy/rwmutex":                    busyRW,
	"busy/two-locks":                  busyTwoLocks,
	"busy/sleep":                      busySleep,
	"busy/many-objects":               busyManyObjects,
	"busy/nested":                     busyNested,
	"busy/readers":                    busyReaders,
	"busy/cond":                       busyCond,
	"busy/group":                      busyGroup,
	"busy/map":                        busyMap,
}

// add registers a shape beside its code.
func add(name string, run func()) bool { shapes[name] = run; return true }

func pause() { time.Sleep(20 * time.Millisecond) }

func times(n int, f func(int)) {
	for i := 0; i < n; i++ {
		go f(i)
	}
}
