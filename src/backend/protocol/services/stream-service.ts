// Live streams: Parked has none. Each method answers so in its own way.
import { status } from '@grpc/grpc-js';
import {
  PublishStreamResponse_Status as PublishStatus,
  SubscribeStreamResponse_Status as SubscribeStatus,
} from '../gen/pluginv2_pb.ts';
import type { Stream } from '../gen/pluginv2_pb.ts';
import type { ServiceHandlers } from '../grpc-service.ts';

/** Grafana reopens a stream at once if it failed within 100 ms. */
const refusalDelayMs = 250;

export function streamHandlers(): ServiceHandlers<typeof Stream> {
  return {
    subscribeStream: (_call, callback) => callback(null, { status: SubscribeStatus.NOT_FOUND }),
    runStream: (call) => {
      const refuse = setTimeout(() => {
        call.emit('error', { code: status.NOT_FOUND, details: 'There is no such stream.' });
      }, refusalDelayMs);
      call.on('cancelled', () => clearTimeout(refuse));
    },
    publishStream: (_call, callback) => callback(null, { status: PublishStatus.PERMISSION_DENIED }),
  };
}
