// Thirty days of samples by a clock that is moved: how long upkeep keeps everything else waiting at once, and how long
// the write-ahead log gets.
import { statSync } from 'node:fs';
import { makeHistoryFile } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite, makeSample } from '../../src/backend/history/testing/samples.ts';

jest.setTimeout(1_800_000);

const hourMs = 3_600_000;
const days = 30;
const instances = 10;
const stacks = 60;
const most = { batchMs: 250, logBytes: 64 * 2 ** 20 };

/** Samples of an hour, one each five minutes, of all targets; counts that cannot be packed well. */
function takeHour(beganMs: number, hour: number) {
  return Array.from({ length: 12 * instances }, (_, index) => {
    const [turn, instance] = [Math.floor(index / instances), index % instances];
    const counts = Array.from({ length: stacks }, (_, stack) => {
      const mixed = Math.imul((hour * 12 + turn) ^ (stack << 16) ^ (instance << 24), 0x9e3779b1);
      return [`stack${stack}`, 1 + ((Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 13) % 97)] as const;
    });
    const target = { service: 'shop', instance: `pod-${instance}` };
    return makeSample(beganMs + (turn * hourMs) / 12, Object.fromEntries(counts), { target });
  });
}

/** Longest stretch without a turn for others while `work` goes on, by the thread's processor time. */
async function measureLongest(work: () => Promise<void>): Promise<number> {
  let longestMs = 0;
  let isDone = false;
  let from = process.threadCpuUsage();
  const look = () => {
    const { user, system } = process.threadCpuUsage(from);
    longestMs = Math.max(longestMs, (user + system) / 1000);
    from = process.threadCpuUsage();
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isDone = true;
  look();
  return longestMs;
}

describeWithSqlite('upkeep over thirty days', () => {
  it('lets others have their turn, and keeps the log short', async () => {
    const file = makeHistoryFile();
    try {
      const engine = await file.open({ retentionMs: 10 * 86_400_000 });
      const batches: number[] = [];
      let logBytes = 0;
      for (let hour = 0; hour < days * 24; hour++) {
        const samples = takeHour(file.nowMs, hour);
        file.nowMs += hourMs;
        expect(await engine.append(samples)).toEqual({ outcome: 'kept' });
        batches.push(await measureLongest(() => engine.maintain()));
        logBytes = Math.max(logBytes, statSync(`${file.path}-wal`).size);
      }
      const { bytes } = engine.status();
      batches.sort((a, b) => a - b);
      const [median, last] = [batches[batches.length >> 1] ?? 0, batches.at(-1) ?? 0];
      const percentile = batches[Math.floor(batches.length * 0.99)] ?? 0;
      process.stdout.write(
        `${days} days of ${instances} targets of ${stacks} stacks: the longest batch of an hour's upkeep ${median.toFixed(1)} ms in the median, ${percentile.toFixed(1)} ms at the 99th percentile, ${last.toFixed(1)} ms at most; the log at most ${(logBytes / 2 ** 20).toFixed(1)} MiB; ${(bytes / 2 ** 20).toFixed(1)} MiB used at the end\n`,
      );
      expect(last).toBeGreaterThan(0);
      expect(last).toBeLessThan(most.batchMs);
      expect(logBytes).toBeLessThan(most.logBytes);
    } finally {
      await file.remove();
    }
  });
});
