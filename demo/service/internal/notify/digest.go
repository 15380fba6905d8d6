// Package notify gathers messages for a customer and sends them as one.
package notify

import (
	"time"

	"example.com/shop/internal/faults"
)

const sendAfter = 50 * time.Millisecond

// Digest has a worker of its own from New until Close.
type Digest struct {
	messages chan string
	closed   chan struct{}
}

// Office makes digests.
type Office struct {
	fault *faults.Switch
}

// NewOffice returns an office.
func NewOffice(board *faults.Board) *Office {
	o := &Office{}
	o.fault = board.Add("orphaned-worker", "notify.(*Digest).run", 2)
	o.fault.ByHand(func() { newDigest() })
	return o
}

// Announce sends texts as one digest. The fault: it forgets to close the digest, whose worker stays.
func (o *Office) Announce(texts ...string) {
	d := newDigest()
	for _, text := range texts {
		d.messages <- text
	}
	if o.fault.Strikes() {
		return
	}
	d.Close()
}

func newDigest() *Digest {
	d := &Digest{messages: make(chan string), closed: make(chan struct{})}
	go d.run()
	return d
}

// Close ends the worker after what it has was sent.
func (d *Digest) Close() { close(d.closed) }

func (d *Digest) run() {
	var gathered []string
	for {
		select {
		case text := <-d.messages:
			gathered = append(gathered, text)
		case <-d.closed:
			time.Sleep(sendAfter)
			return
		}
	}
}
