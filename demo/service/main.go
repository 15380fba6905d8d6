// Command shop is a small service that leaks goroutines in eleven ways, each of which can be turned on and off, and
// serves what Parked reads: net/http/pprof and /metrics.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"os/signal"
	"syscall"

	"example.com/shop/internal/faults"
	"example.com/shop/internal/load"
	"example.com/shop/internal/shop"
	"example.com/shop/internal/telemetry"
)

func main() {
	log.SetFlags(log.Ltime)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "shop:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	o, err := readOptions(args)
	if err != nil {
		return err
	}
	board := faults.NewBoard(o.limit)
	requests := telemetry.NewRequests()
	service := shop.New(board, requests)
	if err := board.SetOnly(o.leaks); err != nil {
		return fmt.Errorf("-leaks: %w", err)
	}
	if err := board.Preload(o.preload); err != nil {
		return err
	}

	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return fmt.Errorf("-addr %s: %w; choose another port, or 0 for any", o.addr, err)
	}
	server := &http.Server{Handler: routes(board, requests, service)}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	base := "http://" + listener.Addr().String()
	fmt.Printf("listening on %s\n", base)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.endWithStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	if o.rate > 0 {
		load.Run(ctx, base, o.rate)
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}

func routes(board *faults.Board, requests *telemetry.Requests, service *shop.Shop) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	telemetry.Register(mux, requests)
	board.Register(mux)
	service.Register(mux)
	return mux
}

type options struct {
	addr         string
	rate         float64
	leaks        string
	limit        int
	preload      int
	endWithStdin bool
}

// readOptions takes each flag's default from the environment: SHOP_ADDR for -addr, and so on.
func readOptions(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("shop", flag.ExitOnError)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:6060", "address to listen on; port 0 takes any free one")
	flags.Float64Var(&o.rate, "rate", 1, "how much the built-in customers do; 0 sends them home")
	flags.StringVar(&o.leaks, "leaks", "all", "leaks to start with: all, none, or causes separated by commas")
	flags.IntVar(&o.limit, "limit", 20_000, "goroutines at which the leaks pause")
	flags.IntVar(&o.preload, "preload", 0, "leaked goroutines to start with, made before the service listens")
	flags.BoolVar(&o.endWithStdin, "end-with-stdin", false, "end when standard input is closed, as it is when the parent dies")
	for name, key := range map[string]string{
		"addr": "SHOP_ADDR", "rate": "SHOP_RATE", "leaks": "SHOP_LEAKS", "limit": "SHOP_LIMIT", "preload": "SHOP_PRELOAD",
	} {
		if value := os.Getenv(key); value != "" {
			if err := flags.Set(name, value); err != nil {
				return o, fmt.Errorf("%s=%q: %w", key, value, err)
			}
		}
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("%q is not understood; -h lists the flags", flags.Arg(0))
	case o.rate < 0 || o.rate > 50:
		return o, fmt.Errorf("-rate %g: must be between 0 and 50", o.rate)
	case o.limit < 1 || o.limit > 1_000_000:
		return o, fmt.Errorf("-limit %d: must be between 1 and 1,000,000", o.limit)
	case o.preload < 0 || o.preload > 1_000_000:
		return o, fmt.Errorf("-preload %d: must be between 0 and 1,000,000", o.preload)
	}
	return o, nil
}
