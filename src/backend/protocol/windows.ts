// How much the host may send before we have looked. HTTP/2 starts with 64 KiB a connection, and every call brings the
// whole settings: 120 KB with a thousand targets. While the process is busy and looks ten times a second, calls would
// arrive at five a second, and those behind would run out of their time before we have seen them.
import type { Http2Server, ServerHttp2Session, Settings } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import { limits } from '../../core/limits.ts';

/** The library has an option for windows in its client alone. A test sees to it that these are still there. */
interface Insides {
  readonly commonServerOptions?: { settings?: Settings };
  readonly http2Servers?: ReadonlyMap<Http2Server, unknown>;
}

const window = limits.grpcMessage.value;

/** Before it listens: windows of single calls. */
export function widenCalls(server: Server): void {
  const { commonServerOptions } = server as unknown as Insides;
  if (commonServerOptions === undefined) return;
  commonServerOptions.settings = { ...commonServerOptions.settings, initialWindowSize: window };
}

/** Once it listens: windows of whole connections, from the next one on. */
export function widenConnections(server: Server): void {
  const { http2Servers } = server as unknown as Insides;
  for (const http2Server of http2Servers?.keys() ?? []) {
    http2Server.on('session', (session: ServerHttp2Session) => session.setLocalWindowSize(window));
  }
}
