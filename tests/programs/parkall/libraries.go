package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
	"net/http"
	"net/rpc"
	"time"
)

func init() {
	starters["libraries"] = func() {
		ch := make(chan int)
		keep = append(keep, ch)
		webServer(ch)
		remoteCalls(ch)
		database()
		foreignContext()
	}
}

// webServer leaves a handler that never answers and a response whose body nobody closes.
func webServer(ch chan int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	mux := http.NewServeMux()
	mux.HandleFunc("/stuck", func(http.ResponseWriter, *http.Request) { <-ch })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("begun"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	server := &http.Server{Handler: mux}
	go server.Serve(listener)
	base := "http://" + listener.Addr().String()
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	keep = append(keep, client)
	go httpGet(client, base+"/stuck")
	response, err := client.Get(base + "/endless")
	check(err)
	keep = append(keep, response)
}

func httpGet(client *http.Client, url string) { client.Get(url) }

// Slow is a remote service that does not answer.
type Slow struct{ ch chan int }

// Wait never answers.
func (s *Slow) Wait(_ int, _ *int) error {
	<-s.ch
	return nil
}

func remoteCalls(ch chan int) {
	server := rpc.NewServer()
	check(server.Register(&Slow{ch}))
	near, far := net.Pipe()
	go server.ServeConn(far)
	client := rpc.NewClient(near)
	go rpcCall(client)
}

func rpcCall(client *rpc.Client) { client.Call("Slow.Wait", 1, new(int)) }

type (
	fakeDriver struct{}
	fakeConn   struct{}
	fakeTx     struct{}
)

var errFake = errors.New("the fake driver has no statements")

func (fakeDriver) Open(string) (driver.Conn, error)       { return fakeConn{}, nil }
func (fakeConn) Prepare(string) (driver.Stmt, error)      { return nil, errFake }
func (fakeConn) Close() error                             { return nil }
func (fakeConn) Begin() (driver.Tx, error)                { return fakeTx{}, nil }
func (fakeTx) Commit() error                              { return nil }
func (fakeTx) Rollback() error                            { return nil }
func (fakeConn) Ping(context.Context) error               { return nil }
func (fakeConn) ResetSession(context.Context) (err error) { return }

// database has one connection, a transaction that keeps it, and somebody who waits for it.
func database() {
	sql.Register("fake", fakeDriver{})
	db, err := sql.Open("fake", "")
	check(err)
	db.SetMaxOpenConns(1)
	ctx, cancel := context.WithCancel(context.Background())
	tx, err := db.BeginTx(ctx, nil)
	check(err)
	keep = append(keep, tx, cancel)
	go sqlWaitForConn(db)
}

func sqlWaitForConn(db *sql.DB) { db.Ping() }

// foreign is a context of another kind: the context package has to watch it in a goroutine.
type foreign struct{ done chan struct{} }

func (f foreign) Deadline() (time.Time, bool)   { return time.Time{}, false }
func (f foreign) Done() <-chan struct{}         { return f.done }
func (f foreign) Err() error                    { return nil }
func (f foreign) Value(interface{}) interface{} { return nil }

func foreignContext() {
	ctx, cancel := context.WithCancel(foreign{make(chan struct{})})
	keep = append(keep, ctx, cancel)
}
