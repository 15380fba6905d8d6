import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fork } from 'node:child_process';
import { get } from 'node:http';
import { watchLoop } from './loop-watch.ts';

function block(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

test('what arrives while this process is busy has arrived before it was', async () => {
  // In a process of its own, so that it answers while this one is busy.
  const child = fork(__filename.replace(/loop-watch\.test\.ts$/, 'testing/echo-server.mjs'), { execArgv: [] });
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))));
  const watch = watchLoop();
  await ask(port);
  await pause(30);
  const startedMs = performance.now();
  const arrived = new Promise<number>((resolve) => {
    get({ port, host: '127.0.0.1' }, (answer) => answer.resume().on('end', () => resolve(watch.arrivedMs())));
  });
  // The request goes out first.
  await pause(20);
  block(400);
  const tookMs = (await arrived) - startedMs;
  watch.end();
  child.kill();
  expect(tookMs).toBeLessThan(400);
});

test('what arrives at a process with time on its hands has arrived now', async () => {
  const server = createServer((_, answer) => void setTimeout(() => answer.end('ok'), 60));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const watch = watchLoop();
  const startedMs = performance.now();
  await ask((server.address() as AddressInfo).port);
  const tookMs = watch.arrivedMs() - startedMs;
  watch.end();
  watch.end();
  server.close();
  expect(tookMs).toBeGreaterThan(40);
});

function ask(port: number): Promise<void> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1' }, (answer) => answer.resume().on('end', () => resolve()));
  });
}

function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
