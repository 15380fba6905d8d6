package main

import (
	"reflect"
	"sort"
	"strings"
	"sync"

	queue "example.com/garage/queue.v2"
)

func init() {
	starters["names"] = func() {
		ch := make(chan int)
		keep = append(keep, ch)

		lot := &lot{ch: ch}
		go lot.pointerMethod()
		go lot.named.valueMethod(ch)
		bound := lot.pointerMethod
		go bound()
		unbound := (*lotAlias).pointerMethod
		go unbound(lot)
		var waiter waiter = wrapper{lot}
		go waiter.wait()
		go wrapper{lot}.pointerMethod()

		go packageClosure(ch)
		go initClosure(ch)
		go nest(ch)()
		func() {
			go func() {
				func() { <-ch }()
			}()
		}()
		go deferred(ch)
		go deferredClosure(ch)
		go withArguments(ch, "text", []int{1, 2, 3}, map[string]int{}, struct{ a, b int }{1, 2}, 1.5)
		go variadic(ch, 1, 2, 3)
		go outer(ch)
		go überfällig(ch)
		go reflect.ValueOf(lot).MethodByName("Exported").Call(nil)
		go sortCallback(ch)
		go mapCallback(ch)
		go recovered(ch)

		q := queue.New()
		keep = append(keep, q)
		q.Start()
		go q.Pop()
		go q.Each(func(int) {})

		var pool sync.Pool
		pool.New = func() interface{} { return <-ch }
		go pool.Get()
	}
}

type (
	named    string
	lotAlias = lot
	lot      struct {
		ch    chan int
		named named
	}
	waiter  interface{ wait() }
	wrapper struct{ *lot }
)

func (l *lot) pointerMethod() { <-l.ch }

func (l *lot) wait() { <-l.ch }

// Exported is called through reflection.
func (l *lot) Exported() { <-l.ch }

func (named) valueMethod(ch chan int) { <-ch }

var packageClosure = func(ch chan int) { <-ch }

var initClosure func(chan int)

func init() {
	initClosure = func(ch chan int) { <-ch }
}

// nest returns a closure of a closure of a closure.
func nest(ch chan int) func() {
	return func() {
		func() {
			func() {
				<-ch
			}()
		}()
	}
}

func deferred(ch chan int) {
	defer chanReceive(ch)
}

func deferredClosure(ch chan int) {
	defer func() { <-ch }()
}

func withArguments(ch chan int, text string, list []int, table map[string]int, pair struct{ a, b int }, number float64) {
	<-ch
	keep = append(keep, text, list, table, pair, number)
}

func variadic(ch chan int, rest ...int) {
	<-ch
	keep = append(keep, rest)
}

// outer is small enough for its callees to be inlined into it.
func outer(ch chan int) { middle(ch) }

func middle(ch chan int) { inner(ch) }

func inner(ch chan int) { <-ch }

func überfällig(ch chan int) { <-ch }

func sortCallback(ch chan int) {
	sort.Slice([]int{2, 1}, func(i, j int) bool { return <-ch > 0 })
}

func mapCallback(ch chan int) {
	strings.Map(func(r rune) rune { return rune(<-ch) }, "text")
}

// recovered parks in a deferred function while a panic is on its way.
func recovered(ch chan int) {
	defer func() {
		recover()
	}()
	defer func() { <-ch }()
	var missing *lot
	missing.pointerMethod()
}
