// Prints the progress of a run to stderr: in one line on a terminal, otherwise a line at times.
import { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { Job } from './worker.ts';

const everyMs = 20_000;
/** What of its days a leak is listened to, when its finding ends them. */
const untilFound = 0.15;

export interface Progress {
  done(job: Job): void;
  finish(): void;
}

export function showProgress(jobs: readonly Job[], scenarios: readonly Scenario[]): Progress {
  const begunMs = performance.now();
  const weigh = (job: Job): number => weighJob(job, scenarios);
  const total = jobs.reduce((sum, job) => sum + weigh(job), 0);
  let played = 0;
  let weight = 0;
  let toldMs = begunMs;

  return {
    done(job) {
      played++;
      weight += weigh(job);
      const nowMs = performance.now();
      const leftMs = ((nowMs - begunMs) / weight) * (total - weight);
      const text = `${played} of ${jobs.length} played, about ${formatSeconds(leftMs)} left`;
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
      else if (nowMs - toldMs >= everyMs) {
        toldMs = nowMs;
        process.stderr.write(`${text}\n`);
      }
    },
    finish() {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}

/** Samples to be judged, about. */
function weighJob({ name, seed, reduction }: Job, scenarios: readonly Scenario[]): number {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) return 0;
  const { days, intervalS, instances = 1 } = scenario.plan(new Random(seed));
  const played = Math.min(days, reduction.maxDays ?? Infinity);
  const samples = (played * 86_400 * instances) / Math.max(intervalS, reduction.minIntervalS ?? 0);
  return scenario.kind === 'leaking' && reduction.stopWhenFound === true ? samples * untilFound : samples;
}

function formatSeconds(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
