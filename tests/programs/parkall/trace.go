package main

import (
	"io/ioutil"
	"runtime/trace"
)

func init() {
	starters["trace"] = func() { check(trace.Start(ioutil.Discard)) }
}
