// Tells where the processor time of a running plugin goes, by the profile that it writes of itself on SIGUSR2.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string };
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A profile takes half a minute, unless a second signal ends it. */
const writeWaitMs = 45_000;

/**
 * `folder`: the plugin's `profile_dir`. Profiles for `seconds`, at most 30, and returns a line for each of the
 * functions that took most of the time. The profiler itself costs some of it, so measure before.
 */
export async function tellWhereTimeGoes(pid: number, folder: string, seconds: number): Promise<readonly string[]> {
  process.kill(pid, 'SIGUSR2');
  await pause(seconds * 1_000);
  process.kill(pid, 'SIGUSR2');
  for (const untilMs = performance.now() + writeWaitMs; performance.now() < untilMs;) {
    const profile = readNewest(folder);
    if (profile !== undefined) return describe(profile);
    await pause(500);
  }
  return ['The plugin wrote no profile of itself.'];
}

/** Undefined while it is not written, or not whole. */
function readNewest(folder: string): CpuProfile | undefined {
  try {
    const name = readdirSync(folder)
      .filter((file) => file.endsWith('.cpuprofile'))
      .sort()
      .at(-1);
    return name === undefined ? undefined : (JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile);
  } catch {
    return undefined;
  }
}

const shown = 12;
const waiting = ['(idle)', '(program)', '(root)'];

function describe({ nodes, samples, timeDeltas }: CpuProfile): readonly string[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName || '(anonymous)']));
  const selfMs = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '(unknown)';
    if (!waiting.includes(name)) selfMs.set(name, (selfMs.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
  }
  const total = [...selfMs.values()].reduce((sum, ms) => sum + ms, 0);
  const most = [...selfMs].sort(([, a], [, b]) => b - a).slice(0, shown);
  return [
    `  where ${(total / 1_000).toFixed(1)} s of processor time went:`,
    ...most.map(([name, ms]) => `  ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${name}`),
  ];
}
