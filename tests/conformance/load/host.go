package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// queryTimeout is how long Grafana's clients wait for a query.
const queryTimeout = 60 * time.Second

const pluginID = "parked-goroutines-datasource"

// host is the running plugin, and what is counted of its answers.
type host struct {
	plan        plan
	process     *plugin.Client
	data        grpcplugin.DataClient
	diagnostics grpcplugin.DiagnosticsClient
	outcomes    outcomes
}

func start(what plan) (*host, error) {
	command := exec.Command(what.Executable)
	command.Dir = filepath.Dir(what.Executable)
	command.Env = []string{"GF_VERSION=12.4.0", "GF_EDITION=Open Source"}
	for name, value := range what.Settings {
		command.Env = append(command.Env, "GF_PLUGIN_"+strings.ToUpper(name)+"="+value)
	}
	process := plugin.NewClient(&plugin.ClientConfig{
		Cmd: command,
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]plugin.PluginSet{grpcplugin.ProtocolVersion: {
			"data":        &grpcplugin.DataGRPCPlugin{},
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
		}},
		SkipHostEnv:      true,
		Logger:           hclog.NewNullLogger(),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
	})
	protocol, err := process.Client()
	if err != nil {
		return nil, fmt.Errorf("the plugin did not start: %w", err)
	}
	h := &host{plan: what, process: process, outcomes: outcomes{answers: map[string][]float64{}}}
	data, err := protocol.Dispense("data")
	if err != nil {
		return nil, err
	}
	diagnostics, err := protocol.Dispense("diagnostics")
	if err != nil {
		return nil, err
	}
	h.data, _ = data.(grpcplugin.DataClient)
	h.diagnostics, _ = diagnostics.(grpcplugin.DiagnosticsClient)
	if h.data == nil || h.diagnostics == nil {
		return nil, fmt.Errorf("the plugin serves %T and %T", data, diagnostics)
	}
	return h, nil
}

// ask asks one query and decodes the answer, as Grafana does.
func (h *host) ask(asker string, model map[string]any) {
	began := time.Now()
	err := h.query(asker, model)
	queryType, _ := model["queryType"].(string)
	h.outcomes.add(asker+": "+queryType, time.Since(began), err)
}

func (h *host) query(asker string, model map[string]any) error {
	text, err := json.Marshal(model)
	if err != nil {
		return err
	}
	now := time.Now()
	request := &pluginv2.QueryDataRequest{
		PluginContext: about("load", h.plan.JSONData),
		Queries: []*pluginv2.DataQuery{{
			RefId:         "A",
			QueryType:     model["queryType"].(string),
			Json:          text,
			MaxDataPoints: 1_000,
			IntervalMS:    1_000,
			TimeRange:     &pluginv2.TimeRange{FromEpochMS: now.Add(-15 * time.Minute).UnixMilli(), ToEpochMS: now.UnixMilli()},
		}},
	}
	if asker != "panel" {
		request.Headers = map[string]string{"FromAlert": "true"}
	}
	ctx, cancel := context.WithTimeout(context.Background(), queryTimeout)
	defer cancel()
	answer, err := h.data.QueryData(ctx, request, grpc.MaxCallRecvMsgSize(1<<31-1))
	if err != nil {
		return err
	}
	decoded, err := backend.FromProto().QueryDataResponse(answer)
	if err != nil {
		return err
	}
	return decoded.Responses["A"].Error
}

// checkHealth is "Save & test" of another data source, which nothing is asked of.
func (h *host) checkHealth() {
	ctx, cancel := context.WithTimeout(context.Background(), queryTimeout)
	defer cancel()
	began := time.Now()
	aside := []byte(`{"sampling":{"enabled":false},"targets":[]}`)
	_, err := h.diagnostics.CheckHealth(ctx, &pluginv2.CheckHealthRequest{PluginContext: about("aside", aside)})
	h.outcomes.addHealth(time.Since(began), err)
}

// wanted is how the names begin of the plugin's own counts of what it fetched and kept, and of how long answers took it.
var wanted = []string{
	"parked_fetches_total",
	"parked_samples_total",
	"parked_query_duration_seconds_sum",
	"parked_query_duration_seconds_count",
}

// metrics are those counts.
func (h *host) metrics() map[string]float64 {
	ctx, cancel := context.WithTimeout(context.Background(), queryTimeout)
	defer cancel()
	answer, err := h.diagnostics.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{PluginContext: about("load", h.plan.JSONData)})
	if err != nil {
		return nil
	}
	told := map[string]float64{}
	for line := range strings.Lines(string(answer.GetMetrics().GetPrometheus())) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		number, err := strconv.ParseFloat(value, 64)
		if err == nil && slices.ContainsFunc(wanted, func(start string) bool { return strings.HasPrefix(name, start) }) {
			told[name] = number
		}
	}
	return told
}

func about(uid string, jsonData []byte) *pluginv2.PluginContext {
	return &pluginv2.PluginContext{
		OrgId:    1,
		PluginId: pluginID,
		User:     &pluginv2.User{Login: "admin", Role: "Admin"},
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
			Id: 1, Uid: uid, Name: uid, JsonData: jsonData, LastUpdatedMS: 1,
		},
		GrafanaConfig: map[string]string{"GF_APP_URL": "http://localhost:3000/"},
	}
}

func (h *host) look(minute float64) look {
	pid := h.process.ReattachConfig().Pid
	seen := h.outcomes.look()
	seen.Minute = minute
	seen.ResidentMB = residentMB(pid)
	seen.Processor = processorSeconds(pid)
	if open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid)); err == nil {
		seen.Descriptors = len(open)
	}
	return seen
}

func residentMB(pid int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		var kib float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kib); n == 1 {
			return kib * 1024 / 1e6
		}
	}
	return 0
}

// processorSeconds is what the process has used so far; Linux counts hundredths.
func processorSeconds(pid int) float64 {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}
