// Package report writes what was sold as CSV.
package report

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"

	"example.com/shop/internal/faults"
)

// ErrRow means that the database gave something that is no sale.
var ErrRow = errors.New("row can't be read")

type row struct {
	order int64
	cents int
}

// Exporter writes reports.
type Exporter struct {
	fault *faults.Switch
}

// NewExporter returns an exporter.
func NewExporter(board *faults.Board) *Exporter {
	e := &Exporter{}
	e.fault = board.Add("range-over-unclosed", "report.(*Exporter).write", 2)
	e.fault.ByHand(func() { _ = e.export(io.Discard, 1, true) })
	return e
}

// Export writes count sales to out.
func (e *Exporter) Export(out io.Writer, count int) error {
	return e.export(out, count, e.fault.Strikes())
}

// export has the fault: a row that can't be read ends the reading, but not the channel that the writer ranges over.
func (e *Exporter) export(out io.Writer, count int, damaged bool) error {
	rows := make(chan row)
	written := make(chan error, 1)
	go e.write(out, rows, written)
	for i := range count {
		rows <- row{order: int64(i), cents: 100 * i}
	}
	if damaged {
		return ErrRow
	}
	close(rows)
	return <-written
}

func (e *Exporter) write(out io.Writer, rows <-chan row, written chan<- error) {
	lines := csv.NewWriter(out)
	for r := range rows {
		_ = lines.Write([]string{strconv.FormatInt(r.order, 10), strconv.Itoa(r.cents)})
	}
	lines.Flush()
	written <- lines.Error()
}
