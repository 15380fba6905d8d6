import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import type { CheckHealthResponse, CollectMetricsResponse } from '../gen/pluginv2_pb.ts';
import { ask, failureOf, pluginContext, withServer } from '../testing/serve.ts';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('health of the data source carries details as a JSON object', async () => {
  const checkHealth = async () => ({ status: 'error', message: 'No target.', details: { targets: 0 } }) as const;
  await withServer({ checkHealth }, async ({ diagnostics }) => {
    const answer = await ask<CheckHealthResponse>((done) =>
      diagnostics.checkHealth({ pluginContext: pluginContext() }, done),
    );
    expect(answer).toMatchObject({ status: 2, message: 'No target.' });
    expect(decode(answer.jsonDetails)).toBe('{"targets":0}');
  });
});

test('metrics arrive as the handler wrote them, without any data source', async () => {
  await withServer({ collectMetrics: async () => 'parked_up 1\n' }, async ({ diagnostics }) => {
    const answer = await ask<CollectMetricsResponse>((done) => diagnostics.collectMetrics({}, done));
    expect(decode(answer.metrics?.prometheus ?? new Uint8Array())).toBe('parked_up 1\n');
  });
});

test('a failing health check is a status, not the end', async () => {
  await withServer({}, async ({ diagnostics }) => {
    const failure = await failureOf(
      ask<CheckHealthResponse>((done) => diagnostics.checkHealth({ pluginContext: pluginContext() }, done)),
    );
    expect(failure.code).toBe(status.INTERNAL);
    expect(await failureOf(ask<CollectMetricsResponse>((done) => diagnostics.collectMetrics({}, done)))).toMatchObject({
      code: status.INTERNAL,
    });
  });
});

test('the plugin library finds the service "plugin" serving and others unknown', async () => {
  await withServer({}, async ({ health }) => {
    expect(await ask((done) => health.check({ service: 'plugin' }, done))).toMatchObject({ status: 1 });
    const failure = await failureOf(ask((done) => health.check({ service: 'other' }, done)));
    expect(failure.code).toBe(status.NOT_FOUND);
  });
});

test('subscribing to a stream finds none, publishing is denied', async () => {
  await withServer({}, async ({ stream }) => {
    expect(await ask((done) => stream.subscribeStream({ path: 'x' }, done))).toMatchObject({ status: 1 });
    expect(await ask((done) => stream.publishStream({ path: 'x' }, done))).toMatchObject({ status: 2 });
  });
});

test('running a stream fails, and late enough that the host does not try again at once', async () => {
  await withServer({}, async ({ stream }) => {
    const startedMs = performance.now();
    const running = stream.runStream({ path: 'x' });
    running.resume();
    const [error] = (await once(running, 'error')) as [{ readonly code: number }];
    expect(error.code).toBe(status.NOT_FOUND);
    // Grafana starts over at once what failed within 100 ms.
    expect(performance.now() - startedMs).toBeGreaterThan(100);
  });
});

test('stdio and broker stay open and silent until the plugin leaves', async () => {
  await withServer({}, async ({ stdio, broker, health, leaving }) => {
    const output = stdio.streamStdio({});
    const connections = broker.startStream();
    const heard: string[] = [];
    output.on('data', () => heard.push('stdio')).on('end', () => heard.push('stdio ended'));
    connections.on('data', () => heard.push('broker')).on('end', () => heard.push('broker ended'));
    connections.write({ serviceId: 1, network: 'unix', address: '/nowhere' });
    await ask((done) => health.check({ service: 'plugin' }, done));
    expect(heard).toEqual([]);
    const ends = [once(output, 'end'), once(connections, 'end')];
    leaving.abort();
    await Promise.all(ends);
    expect(heard.sort()).toEqual(['broker ended', 'stdio ended']);
  });
});

test('the broker ends when the host ends its side', async () => {
  await withServer({}, async ({ broker }) => {
    const connections = broker.startStream();
    connections.resume();
    const end = once(connections, 'end');
    connections.end();
    await end;
  });
});

test('a request to leave is answered and passed on', async () => {
  await withServer({}, async ({ controller, shutdowns }) => {
    await ask((done) => controller.shutdown({}, done));
    expect(shutdowns()).toBe(1);
  });
});
