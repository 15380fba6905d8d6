// A day of trouble in a minute: collectors that are killed and reshaped, a server that is stopped and killed, a
// discovery that lies. No count that is read back is wrong, and no event is told that did not happen.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import { succeed } from '../../src/core/problem.ts';
import { readRange } from '../../src/backend/history/testing/history-file.ts';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import { startScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { projectDir } from '../../scripts/lib/steps.ts';
import { get } from '../demo/get.ts';
import { findFreePort } from '../support/free-port.ts';
import { seriesServers } from '../support/series-server.ts';

jest.setTimeout(400_000);

const count = 8;

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly ended: Promise<unknown>;
}

for (const kind of seriesServers) {
  const name = `a collector's day of trouble, with ${kind.name}`;
  if (kind.missing !== undefined) {
    test.skip(`${name} (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  test(name, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-chaos-'));
    const started = Math.floor(Date.now() / 1_000) - 600;
    const targets = await Promise.all(
      Array.from({ length: count }, (_, index) => startScriptedTarget({ leak: 7 + index, pool: 3 })),
    );
    for (const target of targets)
      target.set('/metrics', `process_start_time_seconds ${started}\nprocess_cpu_seconds_total 9\n`);
    const truth = targets.map(({ url }, index) => ({
      targets: [new URL(url).host],
      labels: { job: `s${index}`, instance: new URL(url).host },
    }));
    let list: { status: number; body: unknown } = { status: 200, body: truth };
    const discovery = createServer((_, response) => response.writeHead(list.status).end(JSON.stringify(list.body)));
    await new Promise<void>((resolve) => discovery.listen(0, '127.0.0.1', resolve));
    const server = await kind.start();
    const all = new Set<ChildProcess>();
    writeFileSync(
      join(folder, 'parked.yaml'),
      JSON.stringify({
        discovery: [{ type: 'http_sd', url: `http://127.0.0.1:${(discovery.address() as AddressInfo).port}` }],
        allowedHosts: ['127.0.0.0/8'],
        sampling: { interval: '1s' },
        bounds: { freshness: '0s' },
        collector: 'chaos',
        queue: join(folder, 'queue'),
        history: { type: 'prometheus', remoteWrite: server.remoteWrite },
      }),
    );

    const run = async (shard: string): Promise<Running> => {
      const port = await findFreePort();
      const args = ['src/executable.ts', 'collect', '--config', join(folder, 'parked.yaml')];
      const child = spawn(process.execPath, [...args, '--shard', shard, '--listen', `127.0.0.1:${port}`], {
        cwd: projectDir,
        stdio: 'ignore',
      });
      all.add(child);
      const ended = new Promise((resolve) => child.once('close', resolve));
      const running = { child, port, ended };
      while (!(await readMetrics(running)).includes('parked_collector_samples_total')) await pause(200);
      return running;
    };
    const readMetrics = async ({ port }: Running): Promise<string> => {
      try {
        return (await get(`http://127.0.0.1:${port}/metrics`)).body.toString();
      } catch {
        return '';
      }
    };
    const readMetric = async (running: Running, metric: string): Promise<number> => {
      const text = await readMetrics(running);
      return Number(new RegExp(`^${metric} (\\d+)$`, 'm').exec(text)?.[1] ?? NaN);
    };
    const end = async ({ child, ended }: Running, signal: NodeJS.Signals): Promise<void> => {
      child.kill(signal);
      await ended;
    };

    try {
      const fromMs = Date.now();
      let shards = await Promise.all([run('1/2'), run('2/2')]);
      await pause(4_000);
      // Killed, and back.
      await end(shards[0], 'SIGKILL');
      shards = [await run('1/2'), shards[1]];
      await pause(3_000);
      // The server hangs, then is gone, and comes back. A collector is killed while points wait.
      server.stop();
      await pause(4_000);
      server.go();
      await pause(2_000);
      await server.kill();
      await pause(3_000);
      await end(shards[1], 'SIGKILL');
      shards = [shards[0], await run('2/2')];
      await pause(2_000);
      await server.start();
      await pause(8_000);
      // The discovery fails, is empty, and names targets that are not allowed.
      for (const lie of [
        { status: 500, body: 'no' },
        { status: 200, body: [] },
        { status: 200, body: [{ targets: ['10.1.2.3:6060'] }, ...truth.slice(0, 2)] },
      ]) {
        list = lie;
        for (const one of shards) one.child.kill('SIGHUP');
        await pause(2_500);
      }
      list = { status: 200, body: truth };
      for (const one of shards) one.child.kill('SIGHUP');
      await pause(4_000);
      for (const one of shards) expect(await readMetric(one, 'parked_remote_write_dropped_points_total')).toBe(0);
      // From two shards to three, side by side for a while.
      const three = await Promise.all([run('1/3'), run('2/3'), run('3/3')]);
      await pause(3_000);
      await Promise.all(shards.map((one) => end(one, 'SIGTERM')));
      await pause(5_000);
      for (const one of three) expect(await readMetric(one, 'parked_remote_write_queued_points')).toBeLessThan(1_000);
      await Promise.all(three.map((one) => end(one, 'SIGTERM')));
      await server.settle();

      const own = truth.map(({ labels: { job, instance } }) => ({ service: job, instance }));
      const jsonData = JSON.stringify({
        history: { type: 'prometheus', query: server.url },
        sampling: { interval: '1s', enabled: false },
      });
      const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
      const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
      if (!settings.ok) throw new Error(settings.problem.message);
      const engine = openSeriesHistory({
        settings: settings.value,
        collector: 'reader',
        nowMs: Date.now,
        flushMs: 0,
        wait: () => () => undefined,
        listTargets: () => Promise.resolve(succeed(own)),
      });
      const range = { every: 'sample', fromMs, toMs: Date.now() } as const;
      const { histories } = await readRange(engine, range);
      expect(histories.map(({ target }) => target.labels['service']).sort()).toEqual(own.map(({ service }) => service));
      for (const { target, series, lives, timesMs } of histories) {
        const leak = series.find(({ stack }) => stack.function === 'main.leak');
        const wanted = 7 + Number(target.labels['service']?.slice(1));
        const wrong = [...timesMs]
          .map((timeMs, index) => ({ afterMs: timeMs - fromMs, count: leak?.counts.last[index] }))
          .filter((one) => one.count !== wanted);
        expect([target.labels['service'], wrong, leak?.change, lives.length]).toEqual([
          target.labels['service'],
          [],
          0,
          1,
        ]);
        // Half a minute of trouble apart, a sample each second or two was taken and kept.
        expect(timesMs.length).toBeGreaterThan(15);
      }
      const events = await engine.readEvents({ ...range, targets: [] }, new AbortController().signal);
      expect(events).toMatchObject({ ok: true, value: [] });
      console.log(`${kind.name}: ${histories.map(({ timesMs }) => timesMs.length).join(', ')} samples of 8 targets`);
    } finally {
      for (const child of all) child.kill('SIGKILL');
      discovery.close();
      await Promise.all([server.remove(), ...targets.map((target) => target.close())]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
