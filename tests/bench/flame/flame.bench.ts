// How long a flame graph of many different stacks takes: 20,000 of them, as deep as those of real services and deeper,
// folded to what a browser draws; then the same with a baseline.
import { flameProfiles, type FlameSide } from '../../../src/core/analysis/flame/flame-profiles.ts';
import { limits } from '../../../src/core/limits.ts';
import type { Entry, Frame } from '../../../src/core/profile/model.ts';
import { interpretProfile } from '../../../src/core/stack/interpret.ts';
import { makeEntry, makeProfile } from '../../../src/core/stack/testing/stack-notation.ts';

const stacks = 20_000;
const rounds = 7;
const maxNodes = limits.flameGraphNodes.value;

for (const depth of [20, 60]) {
  const [before, after] = [makeSide(depth, 1), makeSide(depth, 2)];
  measure(`${stacks.toLocaleString('en')} stacks of ${depth} frames`, () => build([before]));
  measure('the same with a baseline', () => build([before, after]));
}

function build(sides: Parameters<typeof flameProfiles>[0]): string {
  const graph = flameProfiles(sides, { groupBy: ['stack'], per: [], filter: {}, maxNodes });
  if (!graph.ok) throw new Error(graph.problem.message);
  const { nodes, label } = graph.value;
  return `${nodes.toLocaleString('en')} calls in ${label.length.toLocaleString('en')} rows`;
}

function measure(name: string, run: () => string): void {
  const times: number[] = [];
  let found = '';
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    found = run();
    times.push(process.cpuUsage(started).user / 1_000);
  }
  times.sort((a, b) => a - b);
  const median = times[rounds >> 1] ?? NaN;
  console.log(`${name}: ${found}, ${median.toFixed(0)} ms of processor time (best ${(times[0] ?? NaN).toFixed(0)} ms)`);
}

/** Stacks that share their outer frames as those of servers do, and part the further in the more. */
function makeSide(depth: number, seed: number): FlameSide {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const frames = Array.from({ length: 3_000 }, (_, index): Frame => ({
    function: `github.com/acme/shop/pkg${index % 60}.(*Type${index % 300}).Method${index}`,
    file: `/src/pkg${index % 60}/file.go`,
    line: index + 1,
    startLine: 0,
  }));
  const entries = Array.from({ length: stacks }, (): Entry => {
    const path = Array.from({ length: depth }, (_, level) => frames[level < 5 ? level : random(10 + level * 40)]!);
    return { ...makeEntry('', { count: 1 + random(100) }), frames: path.reverse() };
  });
  const profile = interpretProfile(makeProfile('debug=0', entries), { ownCode: [], labelKeys: [] });
  return { inputs: [{ profile, labels: {} }], isWanted: () => true, folded: 0 };
}
