import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Server } from '@grpc/grpc-js';
import { listen } from './listen.ts';

function silentLogger() {
  const warnings: string[] = [];
  const ignore = (): void => {};
  return { warnings, debug: ignore, info: ignore, error: ignore, warn: (text: string) => void warnings.push(text) };
}

async function takePort(): Promise<{ readonly port: number; free(): Promise<void> }> {
  const holder = createTcpServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  return { port, free: () => new Promise((resolve) => holder.close(() => resolve())) };
}

test('a Unix socket is preferred, without a warning', async () => {
  const server = new Server();
  const logger = silentLogger();
  const { endpoint, remove } = await listen(server, { socketDir: undefined, minPort: 1, maxPort: 1 }, logger);
  expect(endpoint).toEqual({ network: 'unix', path: expect.stringMatching(/^\/tmp\/parked-\w+\/plugin\.sock$/) });
  expect(logger.warnings).toEqual([]);
  server.forceShutdown();
  remove();
});

test('where no socket can be made, the first free port of the range is taken, with a warning', async () => {
  const taken = await takePort();
  const server = new Server();
  const logger = silentLogger();
  const offer = { socketDir: '/nowhere', minPort: taken.port, maxPort: taken.port + 50 };
  const { endpoint } = await listen(server, offer, logger);
  expect(endpoint).toMatchObject({ network: 'tcp', host: '127.0.0.1' });
  expect(endpoint).not.toMatchObject({ port: taken.port });
  expect(logger.warnings).toEqual([expect.stringContaining('any user of this machine')]);
  server.forceShutdown();
  await taken.free();
});

test('a range without a free port is an error that names it', async () => {
  const taken = await takePort();
  const offer = { socketDir: '/nowhere', minPort: taken.port, maxPort: taken.port };
  await expect(listen(new Server(), offer, silentLogger())).rejects.toThrow(`between ${taken.port} and ${taken.port}`);
  await taken.free();
});
