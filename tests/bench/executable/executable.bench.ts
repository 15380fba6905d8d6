// What the executable costs: how soon it greets its host, what memory it holds when idle, how soon it leaves, and what
// an alert rule's answer costs to encode. Run alone: node tests/bench/executable/executable.bench.ts
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildExecutable, executablePath } from '../../../scripts/demo/executable.ts';
import { projectDir } from '../../../scripts/lib/steps.ts';
import { encodeFrame } from '../../../src/backend/protocol/arrow/encode-frame.ts';
import type { DataFrame } from '../../../src/frames/model.ts';
import type { PluginHost } from '../../support/plugin-host.ts';
import { startPlugin } from '../../support/plugin-host.ts';

const starts = 10;
/** What Grafana's default image has room for; see the figures of the project. */
const most = { handshakeMs: 300, residentMiB: 90, leavingMs: 1_500 };

const problem = await buildExecutable(new AbortController().signal);
if (problem) throw new Error(problem);

const handshakes: number[] = [];
const leavings: number[] = [];
for (let round = 0; round < starts; round++) {
  const host = await startPlugin(executablePath());
  handshakes.push(host.handshakeMs);
  leavings.push(await timeLeaving(host));
}
report(`start to handshake, median of ${starts}`, median(handshakes), 'ms', most.handshakeMs);
report(`Shutdown to exit, median of ${starts}`, median(leavings), 'ms', most.leavingMs);
report('resident memory, idle after one query', await measureIdleMiB(), 'MiB', most.residentMiB);

for (const [title, frames] of [
  ['500 frames of one number', Array.from({ length: 500 }, (_, index) => oneNumber(index))],
  ['a table of 20 rows and 12 columns', [table(20)]],
] as const) {
  const cold = timeEncoding(frames);
  for (let round = 0; round < 50; round++) timeEncoding(frames);
  const warm = median(Array.from({ length: 20 }, () => timeEncoding(frames)));
  process.stdout.write(`encoding ${title}: ${warm.toFixed(2)} ms, the first time ${cold.toFixed(2)} ms (on Node)\n`);
}

async function timeLeaving(host: PluginHost): Promise<number> {
  const startedMs = performance.now();
  if ((await host.stop()) === 'killed') throw new Error('The executable had to be killed.');
  return performance.now() - startedMs;
}

/** Serves a recorded profile, asks for it once, waits, and reads what the process holds. */
async function measureIdleMiB(): Promise<number> {
  const profile = readFileSync(join(projectDir, 'demo/recorded/goroutine-debug0-30s.pb.gz'));
  const target = createServer((_request, response) => response.end(profile));
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const host = await startPlugin(executablePath());
  try {
    const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
    const source = { uid: 'bench', name: 'Bench', url, jsonData: {}, lastUpdatedMs: 1 };
    const nowMs = Date.now();
    const question = { refId: 'A', model: { queryType: 'stacks' }, fromMs: nowMs - 900_000, toMs: nowMs };
    const answer = (await host.queryData(source, 'panel', [question])).get('A');
    if (!answer || answer.error) throw new Error(`The query failed: ${answer?.error?.message}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return readResidentMiB(host.pid);
  } finally {
    await host.stop();
    target.close();
  }
}

function readResidentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1024;
}

function oneNumber(index: number): DataFrame {
  const labels = {
    service: 'shop',
    fingerprint: index.toString(16).padStart(16, '0'),
    function: 'main.f',
    state: 'select',
  };
  return {
    name: 'count',
    refId: 'A',
    fields: [{ name: 'count', type: 'number', labels, config: {}, values: [index] }],
    meta: { type: 'numeric-multi', typeVersion: [0, 1] },
  };
}

function table(rows: number): DataFrame {
  const numbers = Array.from({ length: rows }, (_, row) => row);
  return {
    refId: 'A',
    fields: Array.from({ length: 12 }, (_, column) =>
      column % 2 === 0
        ? { name: `number ${column}`, type: 'number', values: numbers }
        : {
            name: `text ${column}`,
            type: 'string',
            values: numbers.map((row) => `example.com/shop.(*Cart).Add ${row}`),
          },
    ),
  };
}

function timeEncoding(frames: readonly DataFrame[]): number {
  const startedMs = performance.now();
  for (const frame of frames) encodeFrame(frame);
  return performance.now() - startedMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function report(title: string, value: number, unit: string, atMost: number): void {
  const mark = value <= atMost ? '✓' : '✗';
  process.stdout.write(`${mark} ${title}: ${value.toFixed(0)} ${unit} (at most ${atMost})\n`);
}
