// The demo's rounds: ask, rank, evaluate the rule, draw, wait, until it is told to end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from '../../tests/support/grafana-request.ts';
import type { PluginHost } from '../../tests/support/plugin-host.ts';
import type { AlertChange, AlertState } from './alert.ts';
import { demoRule, describeRule, evaluateRule, quiet } from './alert.ts';
import { askCounts, askStacks } from './ask.ts';
import type { Sample } from './sample.ts';
import type { Screen } from './screen.ts';
import { cutRight, printable, formatChange, formatClock, formatNumber } from './text.ts';
import type { Standing } from './tracker.ts';
import { rankStacks } from './tracker.ts';
import { drawStanding } from './view.ts';

/** The executable shares a fetch among all queries within this time, so that more frequent queries show nothing new. */
export const freshnessMs = 5_000;
/** Two profiles are distinguished by their times, which are known to the millisecond at best. */
const sameSampleMs = 50;
const fewestSamples = 3;
/** A short demo waits this long for its alert. */
const maxSamplesOnce = 5;
/** On a busy machine the executable spaces its fetches out. A late answer is better than a failure. */
const onceTimeoutMs = 150_000;
const maxRows = 20;
/** Total, titles, and how many are not shown. */
const linesBesideRows = 3;

export interface RoundsOptions {
  readonly plugin: PluginHost;
  readonly source: DataSource;
  readonly screen: Screen;
  readonly once: boolean;
  /** How old a profile has to be before the executable takes a new one. */
  readonly freshnessMs: number;
  readonly ending: AbortSignal;
  /** A remark about the service, such as that the recording is over. It is printed once. */
  readonly remark: () => string | undefined;
}

/** Returns when `ending` is aborted or, with `once`, after a full round. Throws when the executable can't answer. */
export async function runRounds(options: RoundsOptions): Promise<void> {
  const { plugin, source, screen, once, ending, freshnessMs } = options;
  const beganMs = performance.now();
  const samples: Sample[] = [];
  let alert = quiet;
  let fired = 0;
  let remarked: string | undefined;
  while (!ending.aborted) {
    const { sample, notices } = await askStacks(plugin, source);
    const previous = samples.at(-1);
    const isNew = previous === undefined || sample.atMs - previous.atMs > sameSampleMs;
    if (isNew) {
      samples.push(sample);
      // Rules take the newest profile: the one that the table was made of.
      const { state, changes } = evaluateRule(demoRule, alert, await askCounts(plugin, source), sample.atMs);
      alert = state;
      for (const change of changes) screen.say(describeChange(change, screen));
      fired += changes.filter((change) => change.state === 'firing').length;
    }
    if (isNew || screen.replaces) screen.show(drawRound(screen, rankStacks(samples), alert, notices));
    const remark = options.remark();
    if (remark !== undefined && remark !== remarked) screen.say(screen.paint('yellow', remark));
    remarked = remark;

    if (once && samples.length >= fewestSamples && (fired > 0 || samples.length >= maxSamplesOnce)) return;
    if (once && performance.now() - beganMs > onceTimeoutMs) {
      throw new Error(
        `Only ${samples.length} samples came within ${onceTimeoutMs / 1000} s; a round takes ${fewestSamples}.`,
      );
    }
    const ageMs = Date.now() - sample.atMs;
    await pause(isNew ? Math.max(freshnessMs - ageMs, 0) + 100 : freshnessMs / 5, ending);
  }
}

function drawRound(screen: Screen, standing: Standing, alert: AlertState, notices: readonly string[]): string[] {
  const { paint } = screen;
  const width = screen.width();
  const fires = alert.firing.size;
  const rule = `alert rule${fires === 0 ? '' : `, firing for ${fires} (▶)`}: ${describeRule(demoRule)}`;
  const footer = [
    paint('dim', cutRight(rule, width)),
    ...notices.map((notice) => paint('yellow', cutRight(printable(notice), width))),
  ];
  const rows = Math.max(3, Math.min(screen.height() - linesBesideRows - footer.length, maxRows));
  return [...drawStanding(standing, { width, rows, paint, firing: alert.firing }), ...footer];
}

function describeChange(change: AlertChange, screen: Screen): string {
  const { state, atMs, count, growth } = change;
  const text = `${formatClock(atMs)}  alert ${state}: ${printable(change.function)} has ${formatNumber(count)} goroutines, ${formatChange(growth)} since the demo began`;
  return screen.paint(state === 'firing' ? ['red', 'bold'] : 'green', text);
}

async function pause(ms: number, ending: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: ending });
  } catch {
    // Woken to end.
  }
}
