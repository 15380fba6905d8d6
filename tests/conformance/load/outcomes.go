package main

import (
	"slices"
	"sync"
	"time"
)

// maxFailures are told word for word; the rest is counted.
const maxFailures = 5

// outcomes is what became of the calls.
type outcomes struct {
	mutex           sync.Mutex
	answers         map[string][]float64
	calls, failed   int
	failures        []string
	slowestHealthMs float64
}

// spread is how long answers of one kind took, in milliseconds.
type spread struct {
	Calls  int     `json:"calls"`
	Median float64 `json:"median"`
	P99    float64 `json:"p99"`
	Most   float64 `json:"most"`
}

func (t *outcomes) add(kind string, took time.Duration, err error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.calls++
	t.answers[kind] = append(t.answers[kind], milliseconds(took))
	t.note(kind, err)
}

func (t *outcomes) addHealth(took time.Duration, err error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.slowestHealthMs = max(t.slowestHealthMs, milliseconds(took))
	t.note("Save & test", err)
}

func (t *outcomes) note(kind string, err error) {
	if err == nil {
		return
	}
	t.failed++
	if len(t.failures) < maxFailures {
		t.failures = append(t.failures, kind+": "+err.Error())
	}
}

// look tells the totals, and the slowest "Save & test" since the look before.
func (t *outcomes) look() look {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	seen := look{Calls: t.calls, Failed: t.failed, SlowestHealthMs: t.slowestHealthMs}
	t.slowestHealthMs = 0
	return seen
}

func (t *outcomes) outcome(metrics map[string]float64) outcome {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	answers := map[string]spread{}
	for kind, took := range t.answers {
		slices.Sort(took)
		last := len(took) - 1
		answers[kind] = spread{Calls: len(took), Median: took[last/2], P99: took[last*99/100], Most: took[last]}
	}
	return outcome{Failures: append([]string{}, t.failures...), Answers: answers, Metrics: metrics}
}

func milliseconds(took time.Duration) float64 {
	return float64(took.Microseconds()) / 1000
}
