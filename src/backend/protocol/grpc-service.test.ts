import { fromBinary } from '@bufbuild/protobuf';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { connectService } from './testing/client.ts';
import { CallResourceRequestSchema, Data, Diagnostics, Resource } from './gen/pluginv2_pb.ts';
import type { ServiceHandlers } from './grpc-service.ts';
import { grpcServiceDefinition } from './grpc-service.ts';

async function serve<R>(run: (address: string) => Promise<R>): Promise<R> {
  const server = new Server();
  const diagnostics: Partial<ServiceHandlers<typeof Diagnostics>> = {
    checkHealth: (call, answer) =>
      answer(null, { status: 1, message: `uid ${call.request.pluginContext?.dataSourceInstanceSettings?.uid}` }),
  };
  const resource: ServiceHandlers<typeof Resource> = {
    callResource: (call) => {
      call.write({ code: 200, body: call.request.body });
      call.end();
    },
  };
  server.addService(grpcServiceDefinition(Diagnostics), diagnostics);
  server.addService(grpcServiceDefinition(Resource), resource);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  try {
    return await run(`127.0.0.1:${port}`);
  } finally {
    server.forceShutdown();
  }
}

test('a unary call carries nested messages there and an answer back', async () => {
  const message = await serve(async (address) => {
    const client = connectService(Diagnostics, address);
    const answer = await new Promise<string | undefined>((resolve, reject) =>
      client.checkHealth({ pluginContext: { dataSourceInstanceSettings: { uid: 'abc' } } }, (error, response) =>
        error ? reject(error) : resolve(response?.message),
      ),
    );
    client.close();
    return answer;
  });
  expect(message).toBe('uid abc');
});

test('a streamed answer arrives message by message', async () => {
  const bodies = await serve(async (address) => {
    const client = connectService(Resource, address);
    const stream = client.callResource({ path: 'targets', body: new Uint8Array([1, 2, 3]) });
    const received: number[][] = [];
    stream.on('data', (message) => received.push([...message.body]));
    await once(stream, 'end');
    client.close();
    return received;
  });
  expect(bodies).toEqual([[1, 2, 3]]);
});

test('a method that has no handler answers UNIMPLEMENTED', async () => {
  const code = await serve(async (address) => {
    const client = connectService(Data, address);
    const result = await new Promise((resolve) => client.queryData({}, (error) => resolve(error?.code)));
    client.close();
    return result;
  });
  expect(code).toBe(status.UNIMPLEMENTED);
});

test('paths and call kinds come from the descriptors', () => {
  const { checkHealth } = grpcServiceDefinition(Diagnostics);
  expect(checkHealth).toMatchObject({
    path: '/pluginv2.Diagnostics/CheckHealth',
    requestStream: false,
    responseStream: false,
  });
  expect(grpcServiceDefinition(Resource).callResource).toMatchObject({ requestStream: false, responseStream: true });
});

test('messages are encoded with the field numbers of the protocol', () => {
  // path is field 2, wire type 2; body is field 6.
  const bytes = grpcServiceDefinition(Resource).callResource.requestSerialize({ path: 'a', body: new Uint8Array([7]) });
  expect([...bytes]).toEqual([0x12, 1, 0x61, 0x32, 1, 7]);
  expect(fromBinary(CallResourceRequestSchema, bytes).path).toBe('a');
});
