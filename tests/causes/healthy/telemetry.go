package main

import (
	"context"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/golang/glog"
	"github.com/sirupsen/logrus"
	"go.opencensus.io/stats/view"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"gopkg.in/natefinch/lumberjack.v2"
	"k8s.io/klog/v2"
)

func loggers() {
	klog.SetOutput(io.Discard)
	klog.StartFlushDaemon(time.Second)
	klog.Info("klog")
	glog.Info("glog")
	rotated := &lumberjack.Logger{Filename: filepath.Join(os.TempDir(), "healthy.log"), MaxBackups: 1}
	_, _ = rotated.Write([]byte("begun\n"))
	_ = rotated.Rotate()
	buffered := &zapcore.BufferedWriteSyncer{WS: zapcore.AddSync(io.Discard)}
	logger := zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), buffered, zap.InfoLevel))
	logger.Info("zap")
	writer := logrus.New().Writer()
	log.SetOutput(writer)
	keep = append(keep, rotated, logger, writer)
}

type silent struct{}

func (silent) Temporality(k sdkmetric.InstrumentKind) metricdata.Temporality {
	return sdkmetric.DefaultTemporalitySelector(k)
}
func (silent) Aggregation(k sdkmetric.InstrumentKind) sdkmetric.Aggregation {
	return sdkmetric.DefaultAggregationSelector(k)
}
func (silent) Export(context.Context, *metricdata.ResourceMetrics) error { return nil }
func (silent) ExportSpans(context.Context, []trace.ReadOnlySpan) error   { return nil }
func (silent) ForceFlush(context.Context) error                          { return nil }
func (silent) Shutdown(context.Context) error                            { return nil }

func telemetry() {
	keep = append(keep,
		trace.NewTracerProvider(trace.WithBatcher(silent{})),
		sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewPeriodicReader(silent{}))),
	)
	view.SetReportingPeriod(time.Minute)
}
