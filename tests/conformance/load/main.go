// Command load is Grafana under the heaviest honest use: it runs the plugin over the official SDK's client and
// hashicorp/go-plugin, has people refresh dashboards and alert rules evaluated, and tells what became of it. The plan is
// a document on standard input, the outcome lines of JSON on standard output.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"time"
)

type plan struct {
	Executable string            `json:"executable"`
	Settings   map[string]string `json:"settings"`
	JSONData   json.RawMessage   `json:"jsonData"`
	Seconds    float64           `json:"seconds"`
	Looks      int               `json:"looks"`
	Users      int               `json:"users"`
	Rules      int               `json:"rules"`
	Services   int               `json:"services"`
	RefreshMs  int               `json:"refreshMs"`
	EvaluateMs int               `json:"evaluateMs"`
	// What a dashboard asks when it is opened.
	Panels []string `json:"panels"`
}

// look is the state at one moment, with what happened since the look before it.
type look struct {
	Minute          float64 `json:"minute"`
	ResidentMB      float64 `json:"residentMB"`
	Descriptors     int     `json:"descriptors"`
	Processor       float64 `json:"processorSeconds"`
	Calls           int     `json:"calls"`
	Failed          int     `json:"failed"`
	SlowestHealthMs float64 `json:"slowestHealthMs"`
}

type outcome struct {
	// The first few.
	Failures []string           `json:"failures"`
	Answers  map[string]spread  `json:"answers"`
	Metrics  map[string]float64 `json:"metrics"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var what plan
	if err := json.NewDecoder(bufio.NewReader(os.Stdin)).Decode(&what); err != nil {
		return fmt.Errorf("the plan: %w", err)
	}
	host, err := start(what)
	if err != nil {
		return err
	}
	defer host.process.Kill()

	began := time.Now()
	ctx, cancel := context.WithDeadline(context.Background(), began.Add(time.Duration(what.Seconds*float64(time.Second))))
	defer cancel()
	var everyone sync.WaitGroup
	for user := range what.Users {
		everyone.Go(func() { host.use(ctx, user) })
	}
	for rule := range what.Rules {
		everyone.Go(func() { host.evaluate(ctx, rule) })
	}
	out := json.NewEncoder(os.Stdout)
	pause := time.NewTicker(time.Duration(what.Seconds / float64(what.Looks) * float64(time.Second)))
	defer pause.Stop()
	for range what.Looks {
		<-pause.C
		host.checkHealth()
		if err := out.Encode(host.look(time.Since(began).Minutes())); err != nil {
			return err
		}
	}
	everyone.Wait()
	return out.Encode(host.outcomes.outcome(host.metrics()))
}

// use is a browser: the panels of one service at once, again and again, from a moment of its own on.
func (h *host) use(ctx context.Context, user int) {
	refresh := time.Duration(h.plan.RefreshMs) * time.Millisecond
	h.repeat(ctx, refresh, func() {
		var panels sync.WaitGroup
		for _, queryType := range h.plan.Panels {
			panels.Go(func() {
				h.ask("panel", map[string]any{"queryType": queryType, "targets": h.service(user), "limit": 100})
			})
		}
		panels.Wait()
	})
}

func (h *host) evaluate(ctx context.Context, rule int) {
	queryType := "count"
	if rule%2 == 1 {
		queryType = "trend"
	}
	h.repeat(ctx, time.Duration(h.plan.EvaluateMs)*time.Millisecond, func() {
		h.ask("alert rule", map[string]any{
			"queryType": queryType, "targets": h.service(rule), "per": []string{"service"}, "groupBy": []string{"package"},
		})
	})
}

func (h *host) service(number int) []map[string]string {
	value := fmt.Sprintf("service%d", number%h.plan.Services)
	return []map[string]string{{"label": "service", "op": "=", "value": value}}
}

// repeat runs do every so often, the first time within one such while, and never twice within a second.
func (h *host) repeat(ctx context.Context, every time.Duration, do func()) {
	wait := time.Duration(rand.Int64N(int64(every)))
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		began := time.Now()
		do()
		wait = max(time.Second, every-time.Since(began))
	}
}
