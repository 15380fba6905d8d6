import { connect, type ClientHttp2Session } from 'node:http2';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { limits } from '../../core/limits.ts';
import { widenCalls, widenConnections } from './windows.ts';

test('the host may send a whole message, of calls and of the connection, before it has to wait for us', async () => {
  const server = new Server();
  widenCalls(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) return reject(error);
      widenConnections(server);
      resolve(bound);
    });
  });
  const session: ClientHttp2Session = connect(`http://127.0.0.1:${port}`);
  const settings = await new Promise<{ readonly initialWindowSize?: number }>((resolve) =>
    session.once('remoteSettings', resolve),
  );
  expect(settings.initialWindowSize).toBe(limits.grpcMessage.value);
  while ((session.state.remoteWindowSize ?? 0) < limits.grpcMessage.value) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  // A session that the server ends is an error to the client.
  await new Promise<void>((resolve) => session.close(resolve));
  server.forceShutdown();
});
