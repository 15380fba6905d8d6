// Binds the gRPC server to a Unix socket if possible, or else to a loopback port in the host's range.
import type { Server } from '@grpc/grpc-js';
import { ServerCredentials, logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import type { Endpoint, HostOffer } from './handshake.ts';
import type { Logger } from './log/logger.ts';
import { makeSocketPlace } from './socket-folder.ts';
import { widenConnections } from './windows.ts';

export interface Listening {
  readonly endpoint: Endpoint;
  /** Removes the socket. Never throws. */
  remove(): void;
}

export async function listen(server: Server, offer: HostOffer, logger: Logger): Promise<Listening> {
  // Otherwise the library prints each port in use, although it reports the error too.
  setLogVerbosity(logVerbosity.NONE);
  try {
    return await listenOnSocket(server, offer.socketDir);
  } catch (error) {
    logger.warn('No Unix socket could be made, so any user of this machine can call the plugin on its loopback port.', {
      error,
    });
    return listenOnPort(server, offer);
  }
}

async function listenOnSocket(server: Server, socketDir: string | undefined): Promise<Listening> {
  const place = makeSocketPlace(socketDir);
  try {
    await bind(server, `unix:${place.path}`);
  } catch (error) {
    place.remove();
    throw error;
  }
  return { endpoint: { network: 'unix', path: place.path }, remove: place.remove };
}

async function listenOnPort(server: Server, { minPort, maxPort }: HostOffer): Promise<Listening> {
  const host = '127.0.0.1';
  for (let port = minPort; port <= maxPort; port++) {
    try {
      await bind(server, `${host}:${port}`);
    } catch {
      continue;
    }
    return { endpoint: { network: 'tcp', host, port }, remove: () => {} };
  }
  throw new Error(`No port between ${minPort} and ${maxPort} is free on ${host}.`);
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error) return reject(error);
      widenConnections(server);
      resolve(port);
    });
  });
}
