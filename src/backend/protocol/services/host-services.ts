// What the host's plugin library asks of any plugin: is it well, leave, and two streams that stay silent.
import type { Writable } from 'node:stream';
import { status } from '@grpc/grpc-js';
import type { Health } from '../gen/health_pb.ts';
import { HealthCheckResponse_ServingStatus as ServingStatus } from '../gen/health_pb.ts';
import type { GRPCBroker, GRPCController, GRPCStdio } from '../gen/plugin_pb.ts';
import type { ServiceHandlers } from '../grpc-service.ts';

/** The name under which the host asks for the health of a plugin; the empty one means the whole server. */
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

/** @param leave told once the host has its answer, or has gone without it */
export function controllerHandlers(leave: () => void): ServiceHandlers<typeof GRPCController> {
  return {
    shutdown: (_call, callback) => {
      callback(null, {});
      leave();
    },
  };
}

/** Open until either side leaves: what Parked says goes to the real standard error. */
export function stdioHandlers(leaving: AbortSignal): ServiceHandlers<typeof GRPCStdio> {
  return { streamStdio: (call) => endWhen(leaving, call) };
}

/** Open and silent until either side leaves. */
export function brokerHandlers(leaving: AbortSignal): ServiceHandlers<typeof GRPCBroker> {
  return {
    startStream: (call) => {
      endWhen(leaving, call);
      call.on('end', () => call.end());
      // Whatever the host announces is for plugins with connections of their own.
      call.resume();
    },
  };
}

/** Ends a stream when the plugin leaves; one that the host dropped before is forgotten. */
function endWhen(leaving: AbortSignal, call: Writable): void {
  const end = (): void => void call.end();
  leaving.addEventListener('abort', end);
  call.on('close', () => leaving.removeEventListener('abort', end));
  call.on('cancelled', () => leaving.removeEventListener('abort', end));
}
