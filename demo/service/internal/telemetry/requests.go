// Package telemetry serves /metrics in Prometheus' text format, with the names that client_golang uses. Written by hand
// so that the shop builds without downloading anything.
package telemetry

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// StatusWriter remembers the status of an answer.
type StatusWriter struct {
	http.ResponseWriter
	code int
}

// NewStatusWriter wraps w.
func NewStatusWriter(w http.ResponseWriter) *StatusWriter {
	return &StatusWriter{ResponseWriter: w, code: http.StatusOK}
}

// WriteHeader remembers the status and passes it on.
func (w *StatusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Code is the status that was sent.
func (w *StatusWriter) Code() int { return w.code }

// Requests counts what was served.
type Requests struct {
	mu     sync.Mutex
	counts map[string]int64
}

// NewRequests returns a counter at zero.
func NewRequests() *Requests { return &Requests{counts: make(map[string]int64)} }

// Count adds one request.
func (r *Requests) Count(method, handler string, code int) {
	labels := fmt.Sprintf(`code="%d",handler=%q,method=%q`, code, handler, strings.ToLower(method))
	r.mu.Lock()
	r.counts[labels]++
	r.mu.Unlock()
}

func (r *Requests) write(out io.Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	series := make([]string, 0, len(r.counts))
	for labels := range r.counts {
		series = append(series, labels)
	}
	slices.Sort(series)
	_, _ = fmt.Fprint(out, "# HELP http_requests_total Requests answered by the shop.\n# TYPE http_requests_total counter\n")
	for _, labels := range series {
		_, _ = fmt.Fprintf(out, "http_requests_total{%s} %d\n", labels, r.counts[labels])
	}
}
