// The gRPC server with all services of a plugin.
import { Server } from '@grpc/grpc-js';
import { limits } from '../../core/limits.ts';
import { Health } from './gen/health_pb.ts';
import { GRPCBroker, GRPCController, GRPCStdio } from './gen/plugin_pb.ts';
import { Data, Diagnostics, Resource, Stream } from './gen/pluginv2_pb.ts';
import type { Service, ServiceHandlers } from './grpc-service.ts';
import { grpcServiceDefinition } from './grpc-service.ts';
import type { PluginHandler } from './handler.ts';
import type { CallEnvironment } from './services/calls.ts';
import { dataHandlers } from './services/data-service.ts';
import { diagnosticsHandlers } from './services/diagnostics-service.ts';
import { brokerHandlers, controllerHandlers, healthHandlers, stdioHandlers } from './services/host-services.ts';
import { resourceHandlers } from './services/resource-service.ts';
import { streamHandlers } from './services/stream-service.ts';
import { widenCalls } from './windows.ts';

interface Farewell {
  /** Called when the host asks the plugin to leave. */
  readonly leave: () => void;
  /** Aborts when the plugin shuts down for any reason, and ends open streams. */
  readonly leaving: AbortSignal;
}

export function createServer(handler: PluginHandler, environment: CallEnvironment, farewell: Farewell): Server {
  const server = new Server({
    'grpc.max_receive_message_length': limits.grpcMessage.value,
    // Messages are bounded by the bounds of their contents.
    'grpc.max_send_message_length': -1,
  });
  widenCalls(server);
  offer(server, Data, dataHandlers(handler, environment));
  offer(server, Resource, resourceHandlers(handler, environment));
  offer(server, Diagnostics, diagnosticsHandlers(handler, environment));
  offer(server, Stream, streamHandlers());
  offer(server, Health, healthHandlers());
  offer(server, GRPCController, controllerHandlers(farewell.leave));
  offer(server, GRPCStdio, stdioHandlers(farewell.leaving));
  offer(server, GRPCBroker, brokerHandlers(farewell.leaving));
  return server;
}

function offer<S extends Service>(server: Server, service: S, handlers: ServiceHandlers<S>): void {
  server.addService(grpcServiceDefinition(service), { ...handlers });
}
