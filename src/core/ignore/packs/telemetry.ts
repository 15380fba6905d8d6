// Goroutines that loggers, tracers and metrics libraries keep: flushers, exporters, rotation.
import type { IgnorePack } from '../model.ts';

export const telemetry: IgnorePack = {
  id: 'telemetry',
  version: 1,
  name: 'Loggers and telemetry',
  rules: [
    { any: 'k8s.io/klog/v2.*', foreign: true, what: 'flushes klog' },
    { any: 'k8s.io/klog.*', foreign: true, what: 'flushes klog' },
    { any: 'github.com/golang/glog.*', foreign: true, what: 'flushes glog' },
    { any: 'gopkg.in/natefinch/lumberjack.v2.(*Logger).millRun', what: 'removes old logs' },
    { any: 'go.uber.org/zap/zapcore.(*BufferedWriteSyncer).flushLoop', what: 'flushes zap' },
    { any: 'github.com/sirupsen/logrus.(*Entry).writerScanner', what: 'takes over what other loggers write' },
    { any: 'github.com/rs/zerolog/diode.*', foreign: true, what: 'flushes zerolog' },
    { any: 'github.com/cihub/seelog.*', foreign: true, what: 'flushes seelog' },
    { any: 'go.opencensus.io/stats/view.(*worker).start', what: 'gathers measurements' },
    { any: 'go.opentelemetry.io/otel/sdk/metric.(*PeriodicReader).run', what: 'exports measurements' },
    { any: 'go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).processQueue', what: 'exports traces' },
    { any: 'go.opentelemetry.io/otel/sdk/log.*', foreign: true, what: 'exports logs' },
    { any: 'github.com/prometheus/client_golang/*', foreign: true, what: 'gathers measurements' },
    { any: 'github.com/getsentry/sentry-go.*', foreign: true, what: 'sends errors' },
    { any: 'gopkg.in/DataDog/dd-trace-go.v1/*', foreign: true, what: 'exports traces' },
    { any: 'github.com/DataDog/dd-trace-go/*', foreign: true, what: 'exports traces' },
    { any: 'github.com/DataDog/datadog-go/*', foreign: true, what: 'exports measurements' },
    { any: 'github.com/newrelic/go-agent/v3/*', foreign: true, what: 'exports traces' },
    { any: 'github.com/uber/jaeger-client-go.*', foreign: true, what: 'exports traces' },
  ],
};
