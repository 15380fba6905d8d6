// What the TypeScript side has written for these tests: frames of every kind, and log lines of every kind of value.
package conformance

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/hashicorp/go-plugin"
	"github.com/prometheus/common/expfmt"
	promodel "github.com/prometheus/common/model"

	dto "github.com/prometheus/client_model/go"
)

func recorded(t *testing.T, name string) string {
	t.Helper()
	return filepath.Join(os.Getenv("PARKED_RECORDED"), name)
}

func readFrame(t *testing.T, name string) *data.Frame {
	t.Helper()
	content, err := os.ReadFile(recorded(t, name))
	if err != nil {
		t.Fatal(err)
	}
	frame, err := data.UnmarshalArrowFrame(content)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

func TestEveryKindOfColumnIsReadByTheSDK(t *testing.T) {
	frame := readFrame(t, "kinds.arrow")
	if frame.Name != "kinds" || frame.RefID != "A" || frame.Meta.Type != data.FrameTypeTable {
		t.Errorf("name %q, refId %q, meta %+v", frame.Name, frame.RefID, frame.Meta)
	}
	if notices := frame.Meta.Notices; len(notices) != 1 || notices[0].Severity != data.NoticeSeverityWarning {
		t.Errorf("notices %+v", notices)
	}
	if stats := frame.Meta.Stats; len(stats) != 1 || stats[0].Value != 3 || stats[0].DisplayName != "Goroutines" {
		t.Errorf("stats %+v", stats)
	}
	types := map[string]data.FieldType{
		"time":    data.FieldTypeNullableTime,
		"number":  data.FieldTypeNullableFloat64,
		"string":  data.FieldTypeNullableString,
		"boolean": data.FieldTypeNullableBool,
		"enum":    data.FieldTypeNullableEnum,
		"json":    data.FieldTypeNullableJSON,
	}
	values := map[string]any{
		"time":    time.UnixMicro(1_700_000_000_123_457).UTC(),
		"number":  1.5,
		"string":  "größer 🅿",
		"boolean": true,
		"enum":    data.EnumItemIndex(1),
		"json":    json.RawMessage(`{"a":[1]}`),
	}
	for name, want := range types {
		field, _ := frame.FieldByName(name)
		if field == nil || field.Type() != want {
			t.Errorf("%s: %v, want %v", name, field, want)
			continue
		}
		if first, ok := field.ConcreteAt(0); !ok || !equal(first, values[name]) {
			t.Errorf("%s: %v, want %v", name, first, values[name])
		}
		if _, ok := field.ConcreteAt(1); ok {
			t.Errorf("%s: the second row is not null", name)
		}
	}
	field, _ := frame.FieldByName("number")
	if field.Labels["service"] != "shop" || field.Config.Unit != "short" {
		t.Errorf("labels %v, config %+v", field.Labels, field.Config)
	}
	if infinity, _ := field.ConcreteAt(2); infinity != math.Inf(1) {
		t.Errorf("infinity became %v", infinity)
	}
}

func equal(a any, b any) bool {
	if raw, ok := a.(json.RawMessage); ok {
		want, _ := b.(json.RawMessage)
		return bytes.Equal(raw, want)
	}
	if moment, ok := a.(time.Time); ok {
		want, _ := b.(time.Time)
		return moment.Equal(want)
	}
	return a == b
}

func TestFramesOfNothingAreReadByTheSDK(t *testing.T) {
	if frame := readFrame(t, "no-fields.arrow"); len(frame.Fields) != 0 || frame.Meta.Type != data.FrameTypeNumericMulti {
		t.Errorf("%d fields, meta %+v", len(frame.Fields), frame.Meta)
	}
	if frame := readFrame(t, "no-rows.arrow"); len(frame.Fields) != 6 || frame.Rows() != 0 {
		t.Errorf("%d fields, %d rows", len(frame.Fields), frame.Rows())
	}
}

func TestALongFrameIsReadByTheSDK(t *testing.T) {
	frame := readFrame(t, "long.arrow")
	if frame.Rows() != 100_000 {
		t.Fatalf("%d rows", frame.Rows())
	}
	for row := range frame.Rows() {
		number, there := frame.Fields[0].ConcreteAt(row)
		text, _ := frame.Fields[1].ConcreteAt(row)
		if there != (row%3 != 0) || there && number != float64(row) || text != strconv.Itoa(row) {
			t.Fatalf("row %d: %v (%v), %v", row, number, there, text)
		}
	}
}

// One line that go-plugin takes wrongly would end the host with all that runs in it.
func TestGoPluginReadsEveryLogLine(t *testing.T) {
	log := &recorder{}
	script := `echo "1|2|unix|/nowhere|grpc"; cat "$0" >&2`
	process := plugin.NewClient(clientConfig(exec.Command("/bin/sh", "-c", script, recorded(t, "hostile.log")), log))
	if _, err := process.Start(); err != nil {
		t.Fatal(err)
	}
	want, err := strconv.Atoi(os.Getenv("PARKED_RECORDED_LINES"))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); !process.Exited() && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	process.Kill()
	lines := 0
	for _, e := range log.entries {
		if toMap(e.values)["hostile"] == true {
			lines++
			if e.level.String() != "warn" {
				t.Errorf("level %s: %s", e.level, e.message)
			}
		}
	}
	if lines != want {
		t.Errorf("%d of %d lines were read as what they are", lines, want)
	}
}

func parseMetrics(text []byte) (map[string]*dto.MetricFamily, error) {
	parser := expfmt.NewTextParser(promodel.UTF8Validation)
	return parser.TextToMetricFamilies(bytes.NewReader(text))
}
