// Enlarges the HTTP/2 flow-control windows. The default is 64 KiB per connection, but every call carries the whole
// settings: 120 KB with a thousand targets. A busy process that reads ten times a second would receive only five calls
// a second, and queued calls would exceed their deadline unread.
import type { Http2Server, ServerHttp2Session, Settings } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import { limits } from '../../core/limits.ts';

/** The library offers this option only for clients. A test checks that these internals still exist. */
interface Insides {
  readonly commonServerOptions?: { settings?: Settings };
  readonly http2Servers?: ReadonlyMap<Http2Server, unknown>;
}

const window = limits.grpcMessage.value;

/** Enlarges the windows of single calls. Call before listening. */
export function widenCalls(server: Server): void {
  const { commonServerOptions } = server as unknown as Insides;
  if (commonServerOptions === undefined) return;
  commonServerOptions.settings = { ...commonServerOptions.settings, initialWindowSize: window };
}

/** Enlarges the windows of whole connections, for new ones. Call after listening. */
export function widenConnections(server: Server): void {
  const { http2Servers } = server as unknown as Insides;
  for (const http2Server of http2Servers?.keys() ?? []) {
    http2Server.on('session', (session: ServerHttp2Session) => session.setLocalWindowSize(window));
  }
}
