// Starts an HTTP server on an address, and ends it with its connections.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface OpenServer {
  /** `host:port`, with the port that was bound. */
  readonly address: string;
  close(): Promise<void>;
}

/** Rejects where the address cannot be bound. */
export async function openServer(server: Server, host: string, port: number): Promise<OpenServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address() as AddressInfo;
  return {
    address: `${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
