// The services that the host requires of any plugin: health, shutdown, and two streams that stay silent.
import type { Writable } from 'node:stream';
import { status } from '@grpc/grpc-js';
import type { Health } from '../gen/health_pb.ts';
import { HealthCheckResponse_ServingStatus as ServingStatus } from '../gen/health_pb.ts';
import type { GRPCBroker, GRPCController, GRPCStdio } from '../gen/plugin_pb.ts';
import type { ServiceHandlers } from '../grpc-service.ts';

/** The name in the host's health request. The empty name means the whole server. */
const knownServices = new Set(['plugin', '']);

export function healthHandlers(): ServiceHandlers<typeof Health> {
  return {
    check: (call, callback) => {
      if (knownServices.has(call.request.service)) callback(null, { status: ServingStatus.SERVING });
      else callback({ code: status.NOT_FOUND, details: 'unknown service' });
    },
    watch: (call) => {
      const known = knownServices.has(call.request.service);
      call.write({ status: known ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN });
    },
  };
}

/** @param leave called after the host has its answer or has disconnected */
export function controllerHandlers(leave: () => void): ServiceHandlers<typeof GRPCController> {
  return {
    shutdown: (_call, callback) => {
      callback(null, {});
      leave();
    },
  };
}

/** Stays open until either side closes. Parked logs to the real standard error instead. */
export function stdioHandlers(leaving: AbortSignal): ServiceHandlers<typeof GRPCStdio> {
  return { streamStdio: (call) => endWhen(leaving, call) };
}

/** Stays open and silent until either side closes. */
export function brokerHandlers(leaving: AbortSignal): ServiceHandlers<typeof GRPCBroker> {
  return {
    startStream: (call) => {
      endWhen(leaving, call);
      call.on('end', () => call.end());
      // The host's announcements are for plugins with their own connections.
      call.resume();
    },
  };
}

/** Ends a stream when the plugin shuts down. Streams that the host closed earlier are forgotten. */
function endWhen(leaving: AbortSignal, call: Writable): void {
  const end = (): void => void call.end();
  leaving.addEventListener('abort', end);
  call.on('close', () => leaving.removeEventListener('abort', end));
  call.on('cancelled', () => leaving.removeEventListener('abort', end));
}
