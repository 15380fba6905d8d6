// Serves its goroutine profile, and sends it to Parked as Pyroscope's SDK and as Alloy do.
package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime/pprof"
	"sync"
	"time"

	"connectrpc.com/connect"
	pushv1 "github.com/grafana/pyroscope/api/gen/proto/go/push/v1"
	"github.com/grafana/pyroscope/api/gen/proto/go/push/v1/pushv1connect"
	typesv1 "github.com/grafana/pyroscope/api/gen/proto/go/types/v1"

	"github.com/grafana/pyroscope-go"
)

func park(n int, wait func()) {
	for i := 0; i < n; i++ {
		go wait()
	}
}

type secret struct{ next http.RoundTripper }

func (s secret) RoundTrip(request *http.Request) (*http.Response, error) {
	request.Header.Set("Authorization", "Bearer "+os.Getenv("SECRET"))
	return s.next.RoundTrip(request)
}

// push sends one profile as Alloy's pyroscope.write does.
func push(address, how, name string, options ...connect.ClientOption) {
	client := pushv1connect.NewPusherServiceClient(&http.Client{Transport: secret{http.DefaultTransport}}, address, options...)
	kind := "goroutine"
	if name != "goroutine" {
		kind = "heap"
	}
	var profile bytes.Buffer
	if err := pprof.Lookup(kind).WriteTo(&profile, 0); err != nil {
		panic(err)
	}
	_, err := client.Push(context.Background(), connect.NewRequest(&pushv1.PushRequest{Series: []*pushv1.RawProfileSeries{{
		Labels: []*typesv1.LabelPair{
			{Name: "__name__", Value: name},
			{Name: "service_name", Value: "alloy"},
			{Name: "instance", Value: how},
		},
		Samples: []*pushv1.RawSample{{RawProfile: profile.Bytes()}},
	}}}))
	fmt.Println(how, name, connect.CodeOf(err), err == nil)
}

func main() {
	address := os.Args[1]
	blocked, never, group := make(chan int), make(chan int), &sync.WaitGroup{}
	group.Add(1)
	park(17, func() { blocked <- 1 })
	park(5, func() { <-never })
	park(3, group.Wait)
	park(11, func() {
		select {
		case <-never:
		case blocked <- 2:
		}
	})
	park(2, func() { time.Sleep(time.Hour) })
	time.Sleep(100 * time.Millisecond)

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, nil)

	push(address, "proto", "goroutine")
	push(address, "gzip", "goroutine", connect.WithSendGzip())
	push(address, "json", "goroutine", connect.WithProtoJSON())
	push(address, "grpc-web", "goroutine", connect.WithGRPCWeb())
	push(address, "proto", "memory")

	profiler, err := pyroscope.Start(pyroscope.Config{
		ApplicationName:   "sdk",
		ServerAddress:     address,
		BasicAuthUser:     "anybody",
		BasicAuthPassword: os.Getenv("SECRET"),
		Tags:              map[string]string{"pod": "shop-1"},
		UploadRate:        time.Second,
		ProfileTypes:      []pyroscope.ProfileType{pyroscope.ProfileGoroutines, pyroscope.ProfileInuseObjects},
		DisableGCRuns:     true,
	})
	if err != nil {
		panic(err)
	}
	defer profiler.Stop()
	fmt.Println("serving", listener.Addr())
	select {}
}
