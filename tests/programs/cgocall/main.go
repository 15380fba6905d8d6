// Command cgocall parks goroutines in C, and in Go that C called.
package main

/*
#include <unistd.h>
#include <execinfo.h>
#include <stdint.h>

extern void goParks(void);
static void callsGo(void) { goParks(); }
static void sleepsInC(void) { sleep(600); }

struct tracebackArg { uintptr_t context, sigContext; uintptr_t* buf; uintptr_t max; };

// As small as a traceback function for the runtime can be: what glibc can see of the stack.
static void traceback(void* p) {
	struct tracebackArg* arg = p;
	if (arg->context != 0) { arg->buf[0] = 0; return; }
	int n = backtrace((void**)arg->buf, arg->max < 16 ? arg->max : 16);
	if (n < arg->max) arg->buf[n] = 0;
}
static void* tracebackFunction(void) { return (void*)traceback; }
*/
import "C"

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"runtime"
	"time"
	"unsafe"
)

func main() {
	trace := flag.Bool("traceback", false, "let the runtime see C frames")
	flag.Parse()
	if *trace {
		runtime.SetCgoTraceback(0, unsafe.Pointer(C.tracebackFunction()), nil, nil)
	}
	go parkInC()
	go parkInCallback()
	time.Sleep(200 * time.Millisecond)
	fmt.Println(httptest.NewServer(http.HandlerFunc(pprof.Index)).URL)
	select {}
}

func parkInC() { C.sleepsInC() }

func parkInCallback() { C.callsGo() }

//export goParks
func goParks() { <-make(chan int) }
