// A shop with leaks of several paces among healthy life. It serves its goroutine profiles, and collects its garbage
// every -collect, or as the runtime likes (at least every two minutes once it has begun).
package main

import (
	"flag"
	"io"
	"math/rand"
	"net"
	"net/http"
	_ "net/http/pprof"
	"runtime"
	"sync"
	"time"
)

func every(d time.Duration, f func()) {
	for range time.Tick(d) {
		f()
	}
}

func poisson(perMinute float64, f func()) {
	for {
		time.Sleep(time.Duration(rand.ExpFloat64() * float64(time.Minute) / perMinute))
		f()
	}
}

func exponential(mean time.Duration) time.Duration {
	return time.Duration(rand.ExpFloat64() * float64(mean))
}

// Leaks.

// One every 15 seconds, by the clock: nobody receives.
func leakClockwork(out chan int) { out <- 1 }

// 3 a minute at random.
func leakPoisson(in chan int) { <-in }

// One in two minutes.
func leakSlow(a, b chan int) {
	select {
	case <-a:
	case <-b:
	}
}

// One in twenty requests forgets its receiver.
func leakRequest(out chan []byte, body []byte) { out <- body }

// Twenty at once every six minutes.
func leakBatch(wg *sync.WaitGroup) { wg.Wait() }

// 30 a minute from minute 20 on, after a deploy of a flag.
func leakFast(in chan struct{}) {
	for range in {
	}
}

// From minute 5 on nobody gives this lock back.
type ledger struct {
	mu   sync.Mutex
	sums map[string]int
}

func (l *ledger) forget() { l.mu.Lock(); l.sums["x"]++ }
func (l *ledger) book()   { l.mu.Lock(); l.sums["y"]++; l.mu.Unlock() }

// Two that belong together.
func leakReader(in chan int)  { <-in }
func leakWriter(out chan int) { out <- 1 }

// Healthy life.

// Sessions that nobody wakes until they end.
func sessionShort(done chan struct{}) { <-done }
func sessionLong(done chan struct{})  { <-done }

// A session that looks every 20 seconds.
func sessionPing(done chan struct{}) {
	ping := time.NewTicker(20 * time.Second)
	defer ping.Stop()
	for {
		select {
		case <-done:
			return
		case <-ping.C:
		}
	}
}

// A cache of one goroutine a key, filled within the first quarter of an hour.
func cacheEntry(evict chan struct{}) { <-evict }

func poolIdle(jobs chan int) {
	for range jobs {
	}
}

func poolBusy(jobs chan int) {
	for range jobs {
		time.Sleep(time.Duration(rand.Intn(200)) * time.Millisecond)
	}
}

// Reports sleep until their own minute of the hour.
func reportSleeper(until time.Duration) {
	time.Sleep(until)
	for {
		time.Sleep(time.Hour)
	}
}

// Workers of a pool that each take a job now and then.
func workerNowAndThen(jobs chan int) {
	for range jobs {
	}
}

// A batch of 60 every ten minutes that takes three.
func batchItem(done chan struct{}) { <-done }

// An upstream that hangs from minute 25 to 33 and again from minute 54 on.
func upstreamCall(answer chan struct{}) { <-answer }

// Connections that read nothing until their client leaves.
func connectionRead(conn net.Conn) {
	buffer := make([]byte, 64)
	for {
		if _, err := conn.Read(buffer); err != nil {
			conn.Close()
			return
		}
	}
}

var garbage [256][]byte

func serveRequest(leak bool) {
	// A request makes garbage, so that the runtime collects by itself.
	garbage[rand.Intn(len(garbage))] = make([]byte, 1+rand.Intn(32<<10))
	if leak {
		go leakRequest(make(chan []byte), nil)
	}
}

func main() {
	address := flag.String("address", "127.0.0.1:6061", "")
	collect := flag.Duration("collect", 0, "")
	quiet := flag.Bool("quiet", false, "no leaks")
	flag.Parse()
	go http.ListenAndServe(*address, nil)
	if *collect > 0 {
		go every(*collect, runtime.GC)
	}
	if !*quiet {
		go every(15*time.Second, func() { go leakClockwork(make(chan int)) })
		go poisson(3, func() { go leakPoisson(make(chan int)) })
		go every(2*time.Minute, func() { go leakSlow(make(chan int), make(chan int)) })
		go every(6*time.Minute, func() {
			wg := new(sync.WaitGroup)
			wg.Add(1)
			for range 20 {
				go leakBatch(wg)
			}
		})
		time.AfterFunc(20*time.Minute, func() {
			go poisson(30, func() { go leakFast(make(chan struct{})) })
		})
		books := &ledger{sums: map[string]int{}}
		time.AfterFunc(5*time.Minute, func() {
			books.forget()
			poisson(2, func() { go books.book() })
		})
		go poisson(1.5, func() { go leakReader(make(chan int)); go leakWriter(make(chan int)) })
	}
	go poisson(60, func() { go serveRequest(!*quiet && rand.Intn(20) == 0) })
	sessions := func(perMinute float64, mean time.Duration, session func(chan struct{})) {
		go poisson(perMinute, func() {
			done := make(chan struct{})
			time.AfterFunc(exponential(mean), func() { close(done) })
			go session(done)
		})
	}
	sessions(40, 2*time.Minute, sessionShort)
	sessions(12, 10*time.Minute, sessionLong)
	sessions(12, 10*time.Minute, sessionPing)
	go func() {
		for range 600 {
			go cacheEntry(make(chan struct{}))
			time.Sleep(exponential(1500 * time.Millisecond))
		}
	}()
	idle, busy, now := make(chan int), make(chan int), make(chan int)
	for range 100 {
		go poolIdle(idle)
	}
	for range 8 {
		go poolBusy(busy)
	}
	go poisson(1200, func() { busy <- 1 })
	for range 60 {
		go reportSleeper(time.Duration(rand.Int63n(int64(time.Hour))))
		go workerNowAndThen(now)
	}
	go poisson(2, func() { now <- 1 })
	go every(10*time.Minute, func() {
		done := make(chan struct{})
		for range 60 {
			go batchItem(done)
		}
		time.AfterFunc(3*time.Minute, func() { close(done) })
	})
	started := time.Now()
	var hanging sync.Mutex
	var waiting []chan struct{}
	go poisson(40, func() {
		minute := time.Since(started).Minutes()
		answer := make(chan struct{})
		go upstreamCall(answer)
		if (minute > 25 && minute < 33) || minute > 54 {
			hanging.Lock()
			waiting = append(waiting, answer)
			hanging.Unlock()
			return
		}
		hanging.Lock()
		for _, one := range waiting {
			close(one)
		}
		waiting = nil
		hanging.Unlock()
		time.AfterFunc(exponential(2*time.Second), func() { close(answer) })
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go connectionRead(conn)
		}
	}()
	go poisson(3, func() {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			return
		}
		time.AfterFunc(exponential(12*time.Minute), func() { io.WriteString(conn, "bye"); conn.Close() })
	})
	select {}
}
