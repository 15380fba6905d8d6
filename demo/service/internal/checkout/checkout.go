// Package checkout turns a cart into an order.
package checkout

import (
	"context"
	"errors"
	"time"

	"example.com/shop/internal/faults"
)

// ErrAddress means that nothing can be delivered there.
var ErrAddress = errors.New("address is incomplete")

const carrierAnswersAfter = 15 * time.Millisecond

// Order is what is left to do.
type Order struct {
	ID            int64
	ShippingCents int
}

// Desk takes orders.
type Desk struct {
	fault *faults.Switch
}

// NewDesk opens the desk.
func NewDesk(board *faults.Board) *Desk {
	d := &Desk{}
	d.fault = board.Add("early-return", "checkout.(*Desk).place.func1", 2)
	d.fault.ByHand(func() { _, _ = d.place(context.Background(), 0, true) })
	return d
}

// Place asks the carrier for a price while it looks at the address.
func (d *Desk) Place(ctx context.Context, id int64) (Order, error) {
	return d.place(ctx, id, d.fault.Strikes())
}

// place has the fault: it returns on a bad address before it has read the carrier's answer, for which the goroutine
// it started waits for ever.
func (d *Desk) place(ctx context.Context, id int64, badAddress bool) (Order, error) {
	quote := make(chan int)
	go func() {
		quote <- askCarrier(ctx, id)
	}()
	if badAddress {
		return Order{}, ErrAddress
	}
	return Order{ID: id, ShippingCents: <-quote}, nil
}

func askCarrier(_ context.Context, id int64) int {
	time.Sleep(carrierAnswersAfter)
	return 390 + int(id%10)*10
}
