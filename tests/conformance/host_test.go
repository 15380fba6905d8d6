// The other end of the plugin protocol, as Grafana has it: the official SDK's client over hashicorp/go-plugin.
package conformance

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// host is one running plugin and the clients of its services.
type host struct {
	process     *plugin.Client
	protocol    plugin.ClientProtocol
	data        grpcplugin.DataClient
	resource    grpcplugin.ResourceClient
	diagnostics grpcplugin.DiagnosticsClient
	stream      grpcplugin.StreamClient
	log         *recorder
}

// executable is what the tests are about; jest sets it.
func executable(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PARKED_EXECUTABLE")
	if path == "" {
		t.Fatal("PARKED_EXECUTABLE does not name the executable: run these tests with npm test")
	}
	return path
}

// clientConfig is Grafana's own configuration of go-plugin, with its environment: none of the host's variables.
func clientConfig(command *exec.Cmd, log *recorder) *plugin.ClientConfig {
	command.Env = []string{"GF_VERSION=12.4.0", "GF_EDITION=Open Source", "GF_PLUGIN_LOG_LEVEL=debug"}
	return &plugin.ClientConfig{
		Cmd: command,
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]plugin.PluginSet{
			grpcplugin.ProtocolVersion: {
				"data":        &grpcplugin.DataGRPCPlugin{},
				"resource":    &grpcplugin.ResourceGRPCPlugin{},
				"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
				"stream":      &grpcplugin.StreamGRPCPlugin{},
			},
		},
		SkipHostEnv:      true,
		Logger:           log.logger(),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
	}
}

func startHost(t *testing.T) *host {
	t.Helper()
	log := &recorder{}
	process := plugin.NewClient(clientConfig(exec.Command(executable(t)), log))
	t.Cleanup(process.Kill)
	protocol, err := process.Client()
	if err != nil {
		t.Fatalf("the plugin did not start: %v\n%s", err, log)
	}
	return &host{
		process:     process,
		protocol:    protocol,
		data:        dispense[grpcplugin.DataClient](t, protocol, "data"),
		resource:    dispense[grpcplugin.ResourceClient](t, protocol, "resource"),
		diagnostics: dispense[grpcplugin.DiagnosticsClient](t, protocol, "diagnostics"),
		stream:      dispense[grpcplugin.StreamClient](t, protocol, "stream"),
		log:         log,
	}
}

func dispense[Client any](t *testing.T, protocol plugin.ClientProtocol, name string) Client {
	t.Helper()
	raw, err := protocol.Dispense(name)
	if err != nil {
		t.Fatalf("dispense %s: %v", name, err)
	}
	client, ok := raw.(Client)
	if !ok {
		t.Fatalf("%s is a %T", name, raw)
	}
	return client
}

// dataSource is what Grafana sends along about the data source and who asks.
func dataSource(url string, role string) *pluginv2.PluginContext {
	return &pluginv2.PluginContext{
		OrgId:    1,
		PluginId: "parked-goroutines-datasource",
		User:     &pluginv2.User{Login: "someone", Role: role},
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
			Id: 1, Uid: "conformance", Name: "Parked", Url: url, JsonData: []byte(`{}`), LastUpdatedMS: 1,
		},
		GrafanaConfig: map[string]string{"GF_APP_URL": "http://localhost:3000/"},
	}
}

type queryModel map[string]any

// query asks once, for any number of queries, and decodes the answer as Grafana does.
func (h *host) query(
	t *testing.T, about *pluginv2.PluginContext, headers map[string]string, models map[string]queryModel,
) backend.Responses {
	t.Helper()
	now := time.Now()
	request := &pluginv2.QueryDataRequest{PluginContext: about, Headers: headers}
	for refID, query := range models {
		text, err := json.Marshal(query)
		if err != nil {
			t.Fatal(err)
		}
		queryType, _ := query["queryType"].(string)
		request.Queries = append(request.Queries, &pluginv2.DataQuery{
			RefId:         refID,
			QueryType:     queryType,
			Json:          text,
			MaxDataPoints: 1000,
			IntervalMS:    1000,
			TimeRange: &pluginv2.TimeRange{
				FromEpochMS: now.Add(-15 * time.Minute).UnixMilli(),
				ToEpochMS:   now.UnixMilli(),
			},
		})
	}
	answer, err := h.data.QueryData(timeout(t), request, grpc.MaxCallRecvMsgSize(1<<31-1))
	if err != nil {
		t.Fatalf("QueryData: %v\n%s", err, h.log)
	}
	decoded, err := backend.FromProto().QueryDataResponse(answer)
	if err != nil {
		t.Fatalf("an answer that the SDK cannot read: %v", err)
	}
	return decoded.Responses
}

func timeout(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// recorder keeps what go-plugin made of the plugin's log lines.
type recorder struct {
	mutex   sync.Mutex
	entries []entry
}

type entry struct {
	level   hclog.Level
	message string
	values  []any
}

func (r *recorder) logger() hclog.Logger {
	logger := hclog.NewInterceptLogger(&hclog.LoggerOptions{Level: hclog.Trace, Output: nowhere{}})
	logger.RegisterSink(r)
	return logger
}

func (r *recorder) Accept(_ string, level hclog.Level, message string, values ...any) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.entries = append(r.entries, entry{level, message, values})
}

// find returns the entries with a message, without those of go-plugin itself, which say other things.
func (r *recorder) find(message string) []entry {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var found []entry
	for _, e := range r.entries {
		if e.message == message {
			found = append(found, e)
		}
	}
	return found
}

func (r *recorder) String() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	text := ""
	for _, e := range r.entries {
		line, _ := json.Marshal([]any{e.level.String(), e.message, e.values})
		text += string(line) + "\n"
	}
	return text
}

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
