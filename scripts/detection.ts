// npm run detection [-- --copies N] [--first N] [--quick] [--json] [--causes] [--servers] [--own-code] [--workers N]
// [WORD…]: plays leaking and healthy services, judges every stack after every sample, and prints how often Parked
// was right and how soon. Scenarios whose name contains one of the words; each `--copies` times, from fixed seeds.
// `--quick`: each once, in fewer samples, as the tests do.
// `--first`: the number of the first copy, so that others than those that rules were made with are played.
// `--random N --seed S`: N services that nobody chose, leaking and healthy; `--only leaking` or `healthy`.
// `--servers`: real servers, healthy and misused, for `--minutes` (80); recordings go to `--out`.
// `--own-code`: how many goroutines of ten real programs are named by the program's own functions.
// `--causes`: only how often the right cause of a leak is named, on real Go programs; a run of all scenarios ends with
// it.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Job } from '../tests/detection/worker.ts';
import type { Outcome, Reduction } from '../tests/detection/run.ts';
import { listScenarios } from '../tests/detection/scenarios.ts';
import { measureShare, scoreOutcomes, type Share } from '../tests/detection/score.ts';
import { showProgress } from '../tests/detection/progress.ts';
import { playRecording } from '../tests/detection/recording.ts';
import { measureMemory } from '../tests/detection/memory.ts';
import { measureSpeed } from '../tests/detection/speed.ts';
import { runRandom } from '../tests/detection/random-services/run.ts';
import { runServers } from '../tests/detection/servers/run.ts';
import { measureOwnCode } from '../tests/detection/servers/own-code.ts';
import { measureCauses } from '../tests/detection/causes.ts';

const { values, positionals } = parseArgs({
  options: {
    copies: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    causes: { type: 'boolean', default: false },
    servers: { type: 'boolean', default: false },
    'own-code': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '80' },
    out: { type: 'string', default: 'build/servers' },
    workers: { type: 'string' },
    first: { type: 'string', default: '1' },
    random: { type: 'string' },
    seed: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
for (const name of ['copies', 'workers', 'first', 'random', 'seed', 'minutes'] as const) {
  const value = values[name];
  if (value === undefined || (Number.isInteger(Number(value)) && Number(value) >= 1)) continue;
  console.error(`--${name} takes a whole number from 1 on, not ${value}.`);
  process.exit(2);
}
if (values.causes) {
  for (const line of await measureCauses()) console.log(line);
  process.exit(0);
}
if (values['own-code']) {
  for (const line of await measureOwnCode()) console.log(line);
  process.exit(0);
}
if (values.servers) {
  for (const line of await runServers({ minutes: Number(values.minutes), folder: values.out, only: positionals }))
    console.log(line);
  process.exit(0);
}
if (values.random !== undefined) {
  const run = {
    services: Number(values.random),
    seed: Number(values.seed),
    workers: countWorkers(),
    only: values.only,
  };
  for (const line of await runRandom(run)) console.log(line);
  process.exit(0);
}
const scenarios = listScenarios().filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
if (scenarios.length === 0) {
  console.error(`No scenario is named ${positionals.join(', ')}.`);
  process.exit(2);
}

/** Enough for 100 leaking stacks, 300 healthy weeks of services with four stacks each, by default. */
function countCopies(kind: 'leaking' | 'healthy'): number {
  if (values.quick) return 1;
  return values.copies === undefined ? (kind === 'leaking' ? 4 : 10) : Number(values.copies);
}

/** Samples further apart: what takes minutes in full takes seconds. */
const quick: Reduction = { maxDays: 7, minIntervalS: 180, stopWhenFound: true };

const jobs: Job[] = scenarios.flatMap(({ name, kind }) =>
  Array.from({ length: countCopies(kind) }, (_, copy) => ({
    name,
    seed: (copy + Number(values.first)) * 7_919 + 13,
    // The first copy of a leak is played in full. The other copies end when the leak is found.
    reduction: values.quick ? quick : kind === 'leaking' && copy > 0 ? { stopWhenFound: true } : {},
  })),
);
const outcomes = await playAll(jobs);
if (values.json) {
  console.log(JSON.stringify(outcomes.map(({ scenario, ...rest }) => ({ ...scenario, ...rest }))));
  process.exit(0);
}

for (const group of ['leaking', 'healthy'] as const) {
  console.log(`\n== ${group}, judged after every sample`);
  for (const scenario of scenarios.filter(({ kind }) => kind === group)) {
    const score = scoreOutcomes(outcomes.filter((one) => one.scenario.name === scenario.name));
    const label = `${scenario.name}${scenario.heldOut ? ' *' : ''}`.padEnd(44);
    if (group === 'leaking') {
      console.log(
        `${label} found ${score.recall.hits} of ${score.recall.of}  median ${formatHours(pick(score.delaysS, 0.5))}  slowest ${formatHours(score.delaysS.at(-1))}  watch ${formatHours(pick(score.watchDelaysS, 0.5))}${formatAlarms(score)}`,
      );
    } else
      console.log(
        `${label} ${score.healthyStacks} stacks  false alarms ${score.falseAlarms.length}${formatAlarms(score)}`,
      );
  }
}
console.log('\n== in all (* held out: never looked at while the rules were made)');
for (const heldOut of [undefined, false, true]) {
  const some = outcomes.filter(({ scenario }) => heldOut === undefined || (scenario.heldOut ?? false) === heldOut);
  if (some.length === 0) continue;
  const score = scoreOutcomes(some);
  const healthy = some.filter(({ scenario }) => scenario.kind === 'healthy');
  const weeks = healthy.reduce((sum, one) => sum + one.days / 7, 0);
  const alarms = scoreOutcomes(healthy).falseAlarms.length;
  console.log(`${heldOut === undefined ? 'all' : heldOut ? 'held out' : 'made for'}:`);
  console.log(`  precision of likely and proven ${formatShare(score.precision)}`);
  console.log(`  recall                         ${formatShare(score.recall)}`);
  console.log(
    `  false alarms in ${Math.round(weeks)} healthy weeks ${alarms}: ${formatShare(measureShare(alarms, healthy.length))} of the services`,
  );
}
console.log('\n== recorded service, demo/recorded');
for (const line of playRecording()) console.log(line);
if (positionals.length === 0) {
  console.log('\n== causes');
  for (const line of await measureCauses()) console.log(line);
}
console.log('\n== speed');
for (const line of measureSpeed()) console.log(line);
console.log('\n== memory, after a day');
for (const line of measureMemory()) console.log(line);

/** `--workers N`, or one for each processor. */
function countWorkers(): number {
  return values.workers === undefined ? availableParallelism() : Number(values.workers);
}

/** Spreads the jobs over the processors; outcomes come back in the order of the jobs. */
async function playAll(all: readonly Job[]): Promise<readonly Outcome[]> {
  const found: Outcome[] = [];
  const progress = showProgress(all, scenarios);
  let next = 0;
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('../tests/detection/worker.ts', import.meta.url));
      const give = (): void => {
        const index = next++;
        const job = all[index];
        if (job === undefined) return void worker.terminate().then(() => resolve());
        worker.once('message', (outcome: Omit<Outcome, 'scenario'>) => {
          const scenario = scenarios.find(({ name }) => name === job.name);
          if (scenario !== undefined) found[index] = { ...outcome, scenario };
          progress.done(job);
          give();
        });
        worker.postMessage(job);
      };
      worker.once('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.min(countWorkers(), all.length) }, work));
  progress.finish();
  return found;
}

function pick(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function formatHours(seconds: number | undefined): string {
  return seconds === undefined
    ? '–'
    : seconds < 7_200
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3_600).toFixed(1)} h`;
}

function formatShare({ hits, of, share, low, high }: Share): string {
  return `${share.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}; ${hits} of ${of})`;
}

function formatAlarms(score: ReturnType<typeof scoreOutcomes>): string {
  const alarms = score.falseAlarms.map(
    ({ stack, afterS, rule, seed }) => `${stack} after ${formatHours(afterS)} by ${rule}, seed ${seed}`,
  );
  const misses = score.misses.map(({ seed }) => `seed ${seed}`);
  return [
    ...(alarms.length > 0 ? [`  WRONG: ${alarms.join('; ')}`] : []),
    ...(misses.length > 0 ? [`  MISSED: ${misses.join(', ')}`] : []),
  ].join('');
}
