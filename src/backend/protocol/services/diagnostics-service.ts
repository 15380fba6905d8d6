// Save & test, and the plugin's own metrics.
import { Diagnostics, CheckHealthResponse_HealthStatus as HealthStatus } from '../gen/pluginv2_pb.ts';
import type { ServiceHandlers } from '../grpc-service.ts';
import type { HealthAnswer, PluginHandler } from '../handler.ts';
import type { CallEnvironment } from './calls.ts';
import { abortWithCall, readContext, statusOf } from './calls.ts';

const utf8 = new TextEncoder();

const healthStatus: Readonly<Record<HealthAnswer['status'], HealthStatus>> = {
  ok: HealthStatus.OK,
  error: HealthStatus.ERROR,
};

type Handlers = ServiceHandlers<typeof Diagnostics>;

export function diagnosticsHandlers(handler: PluginHandler, environment: CallEnvironment): Handlers {
  const { logger } = environment;
  const check = async (call: Parameters<Handlers['checkHealth']>[0]) => {
    const context = readContext(environment, call.request.pluginContext, call.request.headers);
    const { status, message, details } = await handler.checkHealth(context, abortWithCall(call));
    return { status: healthStatus[status], message, jsonDetails: utf8.encode(JSON.stringify(details)) };
  };
  const collect = async () => ({ metrics: { prometheus: utf8.encode(await handler.collectMetrics()) } });
  return {
    checkHealth: (call, callback) => {
      check(call).then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback(statusOf(error, { method: Diagnostics.method.checkHealth.name, cancelled: call.cancelled }, logger)),
      );
    },
    collectMetrics: (call, callback) => {
      collect().then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback(
            statusOf(error, { method: Diagnostics.method.collectMetrics.name, cancelled: call.cancelled }, logger),
          ),
      );
    },
  };
}
