package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestThePluginLibraryFindsThePluginWell(t *testing.T) {
	h := startHost(t)
	if err := h.protocol.Ping(); err != nil {
		t.Fatal(err)
	}
	if version := h.process.NegotiatedVersion(); version != 2 {
		t.Errorf("negotiated version %d", version)
	}
	if reattach := h.process.ReattachConfig(); reattach.Protocol != plugin.ProtocolGRPC || reattach.Addr.Network() != "unix" {
		t.Errorf("speaks %s over %s", reattach.Protocol, reattach.Addr.Network())
	}
}

func TestSaveAndTestOfALiveTargetIsOK(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	health := h.checkHealth(t, target.url)
	if health.Status != backend.HealthStatusOk {
		t.Fatalf("%s: %s", health.Status, health.Message)
	}
	if !strings.Contains(health.Message, "goroutine") {
		t.Errorf("says nothing of goroutines: %s", health.Message)
	}
}

func TestSaveAndTestOfADeadTargetIsAnErrorAndThePluginLives(t *testing.T) {
	h := startHost(t)
	if health := h.checkHealth(t, "http://127.0.0.1:1"); health.Status != backend.HealthStatusError || health.Message == "" {
		t.Errorf("%s: %q", health.Status, health.Message)
	}
	if err := h.protocol.Ping(); err != nil {
		t.Error(err)
	}
}

func (h *host) checkHealth(t *testing.T, url string) *backend.CheckHealthResult {
	t.Helper()
	request := &pluginv2.CheckHealthRequest{PluginContext: dataSource(url, "Admin")}
	answer, err := h.diagnostics.CheckHealth(timeout(t), request)
	if err != nil {
		t.Fatal(err)
	}
	// Grafana answers 500 where the details are not an object.
	var details map[string]any
	if err := json.Unmarshal(answer.JsonDetails, &details); err != nil {
		t.Errorf("details %s: %v", answer.JsonDetails, err)
	}
	return backend.FromProto().CheckHealthResponse(answer)
}

func TestMetricsOfThePluginAreInPrometheusFormat(t *testing.T) {
	h := startHost(t)
	answer, err := h.diagnostics.CollectMetrics(timeout(t), &pluginv2.CollectMetricsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	families, err := parseMetrics(answer.GetMetrics().GetPrometheus())
	if err != nil {
		t.Fatalf("%v in:\n%s", err, answer.GetMetrics().GetPrometheus())
	}
	if len(families) == 0 {
		t.Error("no metrics")
	}
}

func TestResourcesAnswerWithStatusAndJSON(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	for path, want := range map[string]int{"targets": 200, "no/such/path": 404, "../../etc/passwd": 404, "": 404} {
		code, body := h.callResource(t, target.url, path)
		if code != want {
			t.Errorf("%q: %d, want %d: %s", path, code, want, body)
		}
		if !json.Valid(body) {
			t.Errorf("%q: not JSON: %s", path, body)
		}
	}
}

func (h *host) callResource(t *testing.T, url string, path string) (int, []byte) {
	t.Helper()
	request := &pluginv2.CallResourceRequest{
		PluginContext: dataSource(url, "Viewer"), Path: path, Method: "GET", Url: path,
	}
	stream, err := h.resource.CallResource(timeout(t), request)
	if err != nil {
		t.Fatal(err)
	}
	code, body := 0, bytes.Buffer{}
	for {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return code, body.Bytes()
		}
		if err != nil {
			t.Fatal(err)
		}
		if code == 0 {
			code = int(message.Code)
		}
		body.Write(message.Body)
	}
}

func TestStreamsAreNotFoundAndPublishingIsDenied(t *testing.T) {
	h := startHost(t)
	about := dataSource("http://127.0.0.1:1", "Admin")
	subscribed, err := h.stream.SubscribeStream(timeout(t), &pluginv2.SubscribeStreamRequest{PluginContext: about, Path: "x"})
	if err != nil || subscribed.Status != pluginv2.SubscribeStreamResponse_NOT_FOUND {
		t.Errorf("subscribe: %v, %v", subscribed.GetStatus(), err)
	}
	published, err := h.stream.PublishStream(timeout(t), &pluginv2.PublishStreamRequest{PluginContext: about, Path: "x"})
	if err != nil || published.Status != pluginv2.PublishStreamResponse_PERMISSION_DENIED {
		t.Errorf("publish: %v, %v", published.GetStatus(), err)
	}
	running, err := h.stream.RunStream(timeout(t), &pluginv2.RunStreamRequest{PluginContext: about, Path: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := running.Recv(); status.Code(err) != codes.NotFound {
		t.Errorf("run: %v", err)
	}
}

func TestServicesThatParkedDoesNotHaveAreUnimplemented(t *testing.T) {
	h := startHost(t)
	chunked, err := h.data.QueryChunkedData(timeout(t), &pluginv2.QueryChunkedDataRequest{})
	if err == nil {
		_, err = chunked.Recv()
	}
	if status.Code(err) != codes.Unimplemented {
		t.Errorf("QueryChunkedData: %v", err)
	}
}

func TestATooLargeMessageIsRefusedAndTheConnectionLives(t *testing.T) {
	h := startHost(t)
	request := &pluginv2.QueryDataRequest{
		PluginContext: dataSource("http://127.0.0.1:1", "Admin"),
		Queries:       []*pluginv2.DataQuery{{RefId: "A", Json: bytes.Repeat([]byte("x"), 16<<20+1)}},
	}
	if _, err := h.data.QueryData(timeout(t), request); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("%v", err)
	}
	if err := h.protocol.Ping(); err != nil {
		t.Error(err)
	}
}

func TestCallersThatLeaveLeaveNothingBehind(t *testing.T) {
	h, target := startHost(t), startTarget(t)
	about := dataSource(target.url, "Viewer")
	query := []*pluginv2.DataQuery{{RefId: "A", Json: []byte(`{"queryType":"stacks"}`)}}
	drop := func() {
		ctx, cancel := context.WithCancel(context.Background())
		go cancel()
		_, _ = h.data.QueryData(ctx, &pluginv2.QueryDataRequest{PluginContext: about, Queries: query})
		stream, err := h.stream.RunStream(ctx, &pluginv2.RunStreamRequest{PluginContext: about, Path: "x"})
		if err == nil {
			_, _ = stream.Recv()
		}
	}
	drop()
	before := h.openFiles(t)
	for range 500 {
		drop()
	}
	if answer := h.query(t, about, nil, map[string]queryModel{"A": {"queryType": "stacks"}})["A"]; answer.Error != nil {
		t.Error(answer.Error)
	}
	if after := h.openFiles(t); after > before+5 {
		t.Errorf("%d files open, %d before", after, before)
	}
}

// openFiles counts the plugin's descriptors; none where the system has no /proc.
func (h *host) openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", h.process.ReattachConfig().Pid))
	if err != nil {
		t.Log(err)
	}
	return len(entries)
}

func TestAskedToLeaveItLeavesByItselfAndSaysSo(t *testing.T) {
	h := startHost(t)
	h.process.Kill()
	if !h.process.Exited() {
		t.Error("still running")
	}
	// go-plugin says so when it had to use force.
	if forced := h.log.find("plugin failed to exit gracefully"); len(forced) > 0 {
		t.Error("had to be killed")
	}
	leaving := h.log.find("Leaving")
	if len(leaving) != 1 {
		t.Fatalf("said %d times that it leaves:\n%s", len(leaving), h.log)
	}
	values := toMap(leaving[0].values)
	if leaving[0].level.String() != "info" || values["reason"] != "the host asked" {
		t.Errorf("read as %v", leaving[0])
	}
	text, _ := values["timestamp"].(string)
	if stamp, err := time.Parse(time.RFC3339, text); err != nil || time.Since(stamp).Abs() > time.Minute {
		t.Errorf("timestamp read as %v", values["timestamp"])
	}
}

func toMap(pairs []any) map[string]any {
	values := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if key, ok := pairs[i].(string); ok {
			values[key] = pairs[i+1]
		}
	}
	return values
}
