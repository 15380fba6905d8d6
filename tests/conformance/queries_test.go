package conformance

import (
	"strings"
	"sync"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

const leaked = 57

// byFunction is the filter for the goroutines of one function of this package.
func byFunction(name string) map[string]any {
	return map[string]any{"function": `conformance\.` + name + `$`}
}

// collect reads an answer the way Grafana's expressions do before a threshold sees it.
func collect(t *testing.T, answer backend.DataResponse) numeric.Collection {
	t.Helper()
	if answer.Error != nil {
		t.Fatal(answer.Error)
	}
	reader, err := numeric.CollectionReaderFromFrames(answer.Frames)
	if err != nil {
		t.Fatal(err)
	}
	collection, err := reader.GetCollection(false)
	if err != nil {
		t.Fatal(err)
	}
	if collection.Warning != nil {
		t.Error(collection.Warning)
	}
	return collection
}

func value(t *testing.T, ref numeric.MetricRef) float64 {
	t.Helper()
	number, empty, err := ref.NullableFloat64Value()
	if err != nil || empty || number == nil {
		t.Fatalf("no number: %v, empty %v", err, empty)
	}
	return *number
}

func TestCountIsWhatAlertRulesTake(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	leakSenders(t, leaked)
	leakReceivers(t, leaked+1)
	headers := map[string]string{"FromAlert": "true"}
	about := dataSource(target.url, "Admin")

	answer := h.query(t, about, headers, map[string]queryModel{"A": {"queryType": "count"}})["A"]
	refs := collect(t, answer).Refs
	seen, counts := map[string]bool{}, map[string]float64{}
	for _, ref := range refs {
		labels := ref.GetLabels()
		// Two numbers with one label set would fail the whole rule.
		if key := labels.String(); seen[key] {
			t.Errorf("twice: %s", key)
		} else {
			seen[key] = true
		}
		counts[labels["function"]+" "+labels["state"]] = value(t, ref)
		if len(labels["fingerprint"]) != 16 || labels["service"] == "" {
			t.Errorf("labels %v", labels)
		}
	}
	for name, want := range map[string]float64{"sendResult chan send": leaked, "awaitJob chan receive": leaked + 1} {
		if got := counts["parked.test/conformance."+name]; got != want {
			t.Errorf("%s: %v, want %v, in %v", name, got, want, counts)
		}
	}
}

func TestCountOfNothingIsNoDataAndZeroWhereAsked(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	about := dataSource(target.url, "Admin")
	nothing := map[string]any{"function": "no such function"}
	answers := h.query(t, about, nil, map[string]queryModel{
		"A": {"queryType": "count", "filter": nothing},
		"B": {"queryType": "count", "filter": nothing, "zeroWhenEmpty": true},
	})
	if none := collect(t, answers["A"]); !none.NoData() {
		t.Errorf("%d numbers where there is nothing", len(none.Refs))
	}
	zero := collect(t, answers["B"])
	if len(zero.Refs) != 1 || value(t, zero.Refs[0]) != 0 {
		t.Errorf("not one zero but %v", zero.Refs)
	}
}

func TestStacksIsATableWithARowForEachGroup(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	leakSenders(t, leaked)
	about := dataSource(target.url, "Viewer")
	answer := h.query(t, about, nil, map[string]queryModel{"A": {"queryType": "stacks", "filter": byFunction("sendResult")}})["A"]
	if answer.Error != nil {
		t.Fatal(answer.Error)
	}
	frame := answer.Frames[0]
	if frame.RefID != "A" || frame.Meta == nil || frame.Meta.Type != data.FrameTypeTable {
		t.Errorf("refId %s, meta %+v", frame.RefID, frame.Meta)
	}
	if rows := frame.Rows(); rows != 1 {
		t.Fatalf("%d rows", rows)
	}
	row := map[string]any{}
	for _, field := range frame.Fields {
		if value, ok := field.ConcreteAt(0); ok {
			row[field.Name] = value
		}
	}
	if row["count"] != float64(leaked) || row["state"] != "chan send" {
		t.Errorf("%v", row)
	}
	if location, _ := row["location"].(string); !strings.Contains(location, "target_test.go:") {
		t.Errorf("location %v", row["location"])
	}
}

func TestAnAlertRuleOnATableIsRefusedAndToldWhatToUse(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	headers := map[string]string{"FromAlert": "true"}
	about := dataSource(target.url, "Admin")
	answer := h.query(t, about, headers, map[string]queryModel{"A": {"queryType": "stacks"}})["A"]
	if answer.Error == nil || !strings.Contains(answer.Error.Error(), "count") {
		t.Errorf("%v", answer.Error)
	}
}

func TestWhatIsWrongWithAQueryIsItsOwnErrorWithStatusAndSource(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	answers := h.query(t, dataSource(target.url, "Viewer"), nil, map[string]queryModel{
		"A": {"queryType": "no such type"},
		"B": {"queryType": "count", "filter": map[string]any{"function": "("}},
		"C": {"queryType": "count", "filter": map[string]any{"function": "$service"}},
		"D": {"queryType": "count"},
	})
	for _, refID := range []string{"A", "B", "C"} {
		answer := answers[refID]
		if answer.Error == nil || answer.Status < 400 || answer.Status > 499 || !answer.ErrorSource.IsValid() {
			t.Errorf("%s: %v, status %d, source %q", refID, answer.Error, answer.Status, answer.ErrorSource)
		}
	}
	if answers["D"].Error != nil {
		t.Errorf("a good query beside bad ones: %v", answers["D"].Error)
	}
}

func TestATargetThatIsDownIsADownstreamError(t *testing.T) {
	h := startHost(t)
	answer := h.query(t, dataSource("http://127.0.0.1:1", "Viewer"), nil, map[string]queryModel{"A": {"queryType": "count"}})["A"]
	if answer.Error == nil || answer.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("%v, source %q", answer.Error, answer.ErrorSource)
	}
}

func TestTwelvePanelsAtOnceCostTheTargetOneFetch(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	about := dataSource(target.url, "Viewer")
	var panels sync.WaitGroup
	for range 12 {
		panels.Go(func() {
			if answer := h.query(t, about, nil, map[string]queryModel{"A": {"queryType": "count"}})["A"]; answer.Error != nil {
				t.Error(answer.Error)
			}
		})
	}
	panels.Wait()
	if fetches := target.fetches.Load(); fetches != 1 {
		t.Errorf("%d fetches", fetches)
	}
}
