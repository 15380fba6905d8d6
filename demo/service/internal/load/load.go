// Package load plays the shop's customers, so that the service needs nobody else to be busy.
package load

import (
	"context"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// A busy hour lasts a minute here: traffic swells to twice its lowest and falls again.
const busyHour = time.Minute

type route struct {
	method    string
	path      string
	perSecond float64
}

var routes = []route{
	{http.MethodGet, "/search?q=lamp", 30},
	{http.MethodGet, "/products", 9},
	{http.MethodPost, "/cart?customer=", 15},
	{http.MethodGet, "/cart/events", 6},
	{http.MethodPost, "/checkout", 6},
	{http.MethodPost, "/sessions", 4},
	{http.MethodGet, "/reports/sales", 0.7},
	{http.MethodPost, "/products/pictures", 2.5},
	{http.MethodPost, "/stock", 1.5},
}

// Run sends requests to base until ctx is done; rate multiplies how many.
func Run(ctx context.Context, base string, rate float64) {
	client := &http.Client{
		Timeout: 10 * time.Second,
		Transport: &http.Transport{
			MaxIdleConnsPerHost: 24,
			MaxConnsPerHost:     64,
			IdleConnTimeout:     15 * time.Second,
		},
	}
	for _, r := range routes {
		go r.drive(ctx, client, base, rate)
	}
}

func (r route) drive(ctx context.Context, client *http.Client, base string, rate float64) {
	begin := time.Now()
	for {
		tide := 1 + math.Sin(2*math.Pi*float64(time.Since(begin))/float64(busyHour))/3
		pause := time.Duration(rand.ExpFloat64() * float64(time.Second) / (r.perSecond * rate * tide))
		select {
		case <-time.After(pause):
			go r.request(ctx, client, base)
		case <-ctx.Done():
			return
		}
	}
}

func (r route) request(ctx context.Context, client *http.Client, base string) {
	target := base + r.path
	if target[len(target)-1] == '=' {
		target += strconv.Itoa(rand.IntN(500))
	}
	request, err := http.NewRequestWithContext(ctx, r.method, target, nil)
	if err != nil {
		return
	}
	answer, err := client.Do(request)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
}
