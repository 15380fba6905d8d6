// Package session keeps customers signed in.
package session

import (
	"sync/atomic"
	"time"

	"example.com/shop/internal/faults"
)

const renewEvery = 4 * time.Second

// Session is one customer's visit.
type Session struct {
	ended   atomic.Bool
	renewed atomic.Int64
}

// Keeper starts sessions.
type Keeper struct {
	fault *faults.Switch
}

// NewKeeper returns a keeper without sessions.
func NewKeeper(board *faults.Board) *Keeper {
	k := &Keeper{}
	k.fault = board.Add("ticker-not-stopped", "session.(*Session).renew", 3)
	k.fault.ByHand(func() { k.SignIn() })
	return k
}

// SignIn starts a session that is renewed until it ends.
func (k *Keeper) SignIn() *Session {
	s := &Session{}
	go s.renew()
	return s
}

// SignOut ends the session. The fault: a session that was signed out elsewhere keeps its ticker.
func (k *Keeper) SignOut(s *Session) {
	if k.fault.Strikes() {
		return
	}
	s.ended.Store(true)
}

func (s *Session) renew() {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for range ticker.C {
		if s.ended.Load() {
			return
		}
		s.renewed.Add(1)
	}
}
