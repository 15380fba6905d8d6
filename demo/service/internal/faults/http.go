package faults

import (
	"encoding/json"
	"net/http"
)

type state struct {
	Cause   string `json:"cause"`
	On      bool   `json:"on"`
	Place   string `json:"place"`
	Strikes int64  `json:"strikes"`
}

// Register serves the switches: GET /leaks lists them, POST /leaks/{cause}/on and /off turn one of them, or all.
func (b *Board) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /leaks", b.list)
	mux.HandleFunc("POST /leaks/{cause}/on", b.turn(true))
	mux.HandleFunc("POST /leaks/{cause}/off", b.turn(false))
}

func (b *Board) list(w http.ResponseWriter, _ *http.Request) {
	states := make([]state, 0, len(b.switches))
	for _, s := range b.switches {
		states = append(states, state{Cause: s.Cause, On: s.on.Load(), Place: s.Place, Strikes: s.strikes.Load()})
	}
	w.Header().Set("Content-Type", "application/json")
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	_ = out.Encode(states)
}

func (b *Board) turn(on bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := b.Set(r.PathValue("cause"), on); err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		b.list(w, r)
	}
}
