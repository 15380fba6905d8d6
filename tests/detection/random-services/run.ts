// `npm run detection -- --random N --seed S`: draws N leaking and N healthy services, from seed S on.
import { Worker } from 'node:worker_threads';
import { describeFigures } from './figures.ts';
import type { PlayedService } from './play.ts';
import type { RandomJob } from './worker.ts';

/** Rules may be made with seeds below this; figures come from those above. */
export const firstMeasuredSeed = 1_000;

export interface RandomRun {
  readonly services: number;
  readonly seed: number;
  readonly workers: number;
  /** Only services of one kind. */
  readonly only?: string | undefined;
}

export async function runRandom({ services, seed, workers, only }: RandomRun): Promise<readonly string[]> {
  const jobs: RandomJob[] = [];
  for (let index = 0; index < services; index++) {
    if (only !== 'healthy') jobs.push({ seed: seed + index, leaks: true });
    if (only !== 'leaking') jobs.push({ seed: seed + index, leaks: false });
  }
  const played = await playAll(jobs, workers);
  const title =
    seed < firstMeasuredSeed ? 'seeds that rules are made with: no figures to report' : 'seeds unknown to the rules';
  return [`== random services from seed ${seed} on (${title})`, ...describeFigures(played)];
}

async function playAll(jobs: readonly RandomJob[], workers: number): Promise<readonly PlayedService[]> {
  const played: PlayedService[] = [];
  let next = 0;
  let done = 0;
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      const give = (): void => {
        const index = next++;
        const job = jobs[index];
        if (job === undefined) return void worker.terminate().then(() => resolve());
        worker.once('message', (one: PlayedService) => {
          played[index] = one;
          tellProgress(++done, jobs.length);
          give();
        });
        worker.postMessage(job);
      };
      worker.once('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
  return played;
}

/** On the way, in tenths. */
function tellProgress(done: number, of: number): void {
  if (Math.floor((10 * done) / of) > Math.floor((10 * (done - 1)) / of))
    process.stderr.write(`${done} of ${of} played\n`);
}
