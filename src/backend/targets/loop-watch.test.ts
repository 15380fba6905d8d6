import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fork } from 'node:child_process';
import { get } from 'node:http';
import { watchLoop } from './loop-watch.ts';

function block(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

test('the time of a target while this process is busy does not count', async () => {
  // In a process of its own, so that it answers while this one is busy.
  const child = fork(__filename.replace(/loop-watch\.test\.ts$/, 'testing/echo-server.mjs'), { execArgv: [] });
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))));
  await ask(port);
  const watch = watchLoop();
  const startedMs = performance.now();
  const arrived = new Promise<number>((resolve) => {
    get({ port, host: '127.0.0.1' }, (answer) => answer.resume().on('end', () => resolve(watch.elapsedMs())));
  });
  // The request goes out first.
  await pause(20);
  block(400);
  const tookMs = await arrived;
  const wholeMs = performance.now() - startedMs;
  watch.end();
  child.kill();
  expect(wholeMs - tookMs).toBeGreaterThan(350);
});

test('the time of a target while this process is idle counts', async () => {
  const server = createServer((_, answer) => void setTimeout(() => answer.end('ok'), 600));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const watch = watchLoop();
  await ask((server.address() as AddressInfo).port);
  const tookMs = watch.elapsedMs();
  watch.end();
  watch.end();
  server.close();
  // A machine that does other things keeps this process waiting for some of it.
  expect(tookMs).toBeGreaterThan(100);
});

function ask(port: number): Promise<void> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1' }, (answer) => answer.resume().on('end', () => resolve()));
  });
}

function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
