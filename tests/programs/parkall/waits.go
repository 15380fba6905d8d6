//go:build !windows
// +build !windows

package main

import (
	"bufio"
	"context"
	"io"
	"io/ioutil"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

func init() {
	starters["waits"] = func() {
		go timeSleep()
		go tickerRange(time.NewTicker(time.Hour))
		go timerReceive(time.NewTimer(time.Hour))
		time.AfterFunc(0, timerCallback)
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		keep = append(keep, cancel)
		go deadlineWait(ctx)
		go lockedThread(make(chan int))
		go lockedThreadSyscall()

		network()
		files()
		finalizer()

		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGUSR1, syscall.SIGHUP)
		go signalLoop(signals)
	}
}

func timeSleep() { time.Sleep(time.Hour) }

func tickerRange(ticker *time.Ticker) {
	for range ticker.C {
		keep = append(keep, 0)
	}
}

func timerReceive(timer *time.Timer) { <-timer.C }

func timerCallback() { <-make(chan struct{}) }

func deadlineWait(ctx context.Context) { <-ctx.Done() }

func lockedThread(ch chan int) {
	runtime.LockOSThread()
	<-ch
}

func lockedThreadSyscall() {
	runtime.LockOSThread()
	syscallRead()
}

func signalLoop(signals chan os.Signal) {
	for range signals {
		keep = append(keep, 0)
	}
}

// network parks goroutines in the netpoller, and one behind another on the same connection.
func network() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	accepted := make(chan net.Conn)
	go func() {
		conn, err := listener.Accept()
		check(err)
		accepted <- conn
		acceptLoop(listener)
	}()
	conn, err := net.Dial("tcp", listener.Addr().String())
	check(err)
	keep = append(keep, conn, <-accepted)
	go tcpRead(conn)
	time.Sleep(50 * time.Millisecond)
	go tcpReadBehind(conn)

	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	go udpRead(packets)

	near, far := net.Pipe()
	keep = append(keep, far)
	go netPipeRead(near)
}

func acceptLoop(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		check(err)
		keep = append(keep, conn)
	}
}

func tcpRead(conn net.Conn) { ioutil.ReadAll(conn) }

func tcpReadBehind(conn net.Conn) { bufio.NewReader(conn).ReadString('\n') }

func udpRead(packets net.PacketConn) { packets.ReadFrom(make([]byte, 1)) }

func netPipeRead(conn net.Conn) { conn.Read(make([]byte, 1)) }

// files parks goroutines in pipes and in system calls that block a thread.
func files() {
	reader, writer, err := os.Pipe()
	check(err)
	keep = append(keep, writer)
	go pipeRead(reader)

	piped, pipe := io.Pipe()
	keep = append(keep, pipe)
	go ioPipeRead(piped)

	dir, err := ioutil.TempDir("", "parkall")
	check(err)
	fifo := filepath.Join(dir, "fifo")
	check(syscall.Mkfifo(fifo, 0600))
	go openFifo(fifo)
	go syscallRead()
	time.Sleep(50 * time.Millisecond)
	os.RemoveAll(dir) // whoever has begun to open it goes on waiting
}

func pipeRead(file *os.File) { file.Read(make([]byte, 1)) }

func ioPipeRead(reader io.Reader) { bufio.NewScanner(reader).Scan() }

func openFifo(name string) { os.Open(name) }

func syscallRead() {
	var ends [2]int
	check(syscall.Pipe(ends[:]))
	syscall.Read(ends[0], make([]byte, 1))
}

// finalizer leaves the runtime's own finalizer goroutine parked in a function of this program.
func finalizer() {
	func() {
		type handle struct{ name *string }
		name := "forgotten"
		runtime.SetFinalizer(&handle{&name}, func(*handle) { finalizerBlocks() })
	}()
	runtime.GC()
}

func finalizerBlocks() { select {} }
