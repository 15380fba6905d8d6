// What a Unix socket costs against TCP, asked in turns in the same run, and what following a thousand pods through ten
// thousand events takes in memory. The servers are a process of their own.
import { fork, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerLikeGo } from '../../../src/backend/targets/testing/fake-target.ts';
import { startKubernetesServer } from '../../../src/backend/targets/testing/kubernetes-server.ts';
import { never, openRoom, refOf, selectAll, closeRooms } from '../../../src/backend/targets/testing/data-source.ts';

const [rounds, pods, events] = [600, 1_000, 10_000];

if (process.argv[2] === 'serve') await serve(process.argv[3] ?? '');
else await measure();

async function serve(socket: string): Promise<void> {
  const [tcp, unix] = [createServer(answerLikeGo), createServer(answerLikeGo)];
  await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done));
  await new Promise<void>((done) => unix.listen(socket, done));
  const cluster = await startKubernetesServer();
  const pod = (index: number) => ({ name: `p${index}`, ip: `10.0.${index >> 8}.${index & 255}` });
  for (let index = 0; index < pods; index++) cluster.put(pod(index));
  let next = 0;
  const change = async (count: number): Promise<void> => {
    for (let event = 0; event < count; event++) {
      const index = (next++ * 7_919) % pods;
      if (next % 2 === 0) cluster.remove(pod(index).name);
      cluster.put(pod(index));
      if (event % 500 === 499) await new Promise((done) => setTimeout(done, 10));
    }
    // The last event is one that nothing else looks like.
    cluster.put({ name: `last-${next}`, ip: '10.1.0.1' });
    cluster.remove(`last-${next - count}`);
    process.send?.({ last: `last-${next}` });
  };
  process.on('message', (count: number) => void change(count));
  process.send?.({ port: (tcp.address() as AddressInfo).port, cluster: cluster.url });
}

function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((done) => child.once('message', (message) => done(message as T)));
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parked-reach-'));
  const socket = join(folder, 'pprof.sock');
  const child = fork(import.meta.filename, ['serve', socket]);
  try {
    const { port, cluster } = await hear<{ readonly port: number; readonly cluster: string }>(child);
    await compareSockets(`http://127.0.0.1:${port}`, `unix://${socket}`);
    await followPods(child, cluster);
  } finally {
    child.kill('SIGKILL');
    await closeRooms();
    rmSync(folder, { recursive: true });
  }
}

async function compareSockets(tcp: string, unix: string): Promise<void> {
  const ways = await Promise.all(
    [tcp, unix].map(async (url) => {
      const ref = refOf({ url, pluginConfig: { unix_sockets: '/' }, jsonData: { bounds: { freshness: '0s' } } });
      const room = openRoom();
      return { ref, room, targets: await selectAll(room, ref), tookMs: [] as number[] };
    }),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { ref, room, targets, tookMs } of ways) {
      const startedMs = performance.now();
      const [outcome] = await room.fetch(ref, targets, { kind: 'goroutine', form: 0, maxAgeMs: 0 }, never);
      if (outcome?.outcome !== 'fetched') throw new Error(JSON.stringify(outcome));
      if (round >= rounds / 6) tookMs.push(performance.now() - startedMs);
    }
  }
  const [overTcp, overUnix] = ways.map(
    ({ tookMs }) => tookMs.sort((a, b) => a - b)[Math.floor(tookMs.length / 2)] ?? 0,
  );
  print(
    `a fetch: ${overUnix?.toFixed(2)} ms over a Unix socket, ${overTcp?.toFixed(2)} ms over TCP (median of ${ways[0]?.tookMs.length}, in turns): ${((overUnix ?? 0) / (overTcp ?? 1)).toFixed(2)}`,
  );
}

async function followPods(child: ChildProcess, apiServer: string): Promise<void> {
  const room = openRoom();
  const ref = refOf({
    jsonData: { allowedHosts: ['10.0.0.0/8'], discovery: [{ type: 'kubernetes', apiServer, portName: 'pprof' }] },
  });
  const list = async () => {
    const selected = await room.select(ref, []);
    return selected.ok ? selected.value.map(({ labels }) => labels['pod'] ?? '') : [];
  };
  const first = await list();
  const before = readMemory();
  let most = 0;
  for (let sent = 0; sent < events; sent += 1_000) {
    child.send(1_000);
    const { last } = await hear<{ readonly last: string }>(child);
    while (!(await list()).includes(last)) await new Promise((done) => setTimeout(done, 10));
    most = Math.max(most, readMemory());
  }
  const missed = pods + 1 - (await list()).length;
  print(
    `${first.length} pods through ${events} events: ${missed} missed, ${(before / 2 ** 20).toFixed(1)} MiB of heap before, at most ${(most / 2 ** 20).toFixed(1)} MiB after each thousand`,
  );
}

function readMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
