// A service with one scripted target and a clock that the test sets. Each test of a file gets its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginHandler, QueryAnswer } from '../protocol/handler.ts';
import { createService } from '../service.ts';
import { askService, framesOf, type Situation } from './ask-service.ts';
import { startScriptedTarget, type ScriptedTarget } from './scripted-target.ts';

export const startMs = 1_700_000_010_000;
export const minute = 60_000;

type Counts = Readonly<Record<string, number>>;

interface WatchedTarget {
  /** The time that the service sees. */
  nowMs: number;
  readonly service: PluginHandler;
  readonly target: ScriptedTarget;
  /** Queries the target. The range defaults to the last hour. */
  ask(query: object, situation?: Situation): Promise<QueryAnswer>;
  /** Takes a sample each minute, from minute `from` after the start to before minute `to`. */
  live(from: number, to: number, counts: (minute: number) => Counts, situation?: Situation): Promise<void>;
  /** Queries a graph each minute with these counts, beginning now. A graph waits until its samples are stored. */
  graph(counts: readonly Counts[], situation?: Situation): Promise<void>;
  /** Ends the service and starts a new one. */
  restart(): Promise<void>;
}

/** Sets up before each test. With `storesHistory` the history is in a folder, and survives `restart`. */
export function watchTarget(counts: Counts, { storesHistory = false } = {}): WatchedTarget {
  let folder: string | undefined;
  let service: PluginHandler;
  let target: ScriptedTarget;
  const open = () => createService({ nowMs: () => watched.nowMs });

  beforeEach(async () => {
    watched.nowMs = startMs;
    if (storesHistory) folder = mkdtempSync(join(tmpdir(), 'parked-watched-'));
    [service, target] = await Promise.all([open(), startScriptedTarget(counts)]);
  });

  afterEach(async () => {
    await Promise.all([service.close(), target.close()]);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const watched: WatchedTarget = {
    nowMs: startMs,
    get service() {
      return service;
    },
    get target() {
      return target;
    },
    ask(query, situation = {}) {
      const range = { fromMs: watched.nowMs - 60 * minute, toMs: watched.nowMs };
      const history = folder === undefined ? {} : { pluginConfig: { history_dir: folder } };
      return askService(service, { url: target.url, ...range, ...history, ...situation }, query);
    },
    async live(from, to, countsAt, situation = {}) {
      for (let index = from; index < to; index++) {
        watched.nowMs = startMs + index * minute;
        target.run(countsAt(index));
        framesOf(await watched.ask({ queryType: 'stacks' }, { ...situation, fromMs: 0, toMs: 0 }));
      }
    },
    async graph(all, situation = {}) {
      for (const [index, one] of all.entries()) {
        if (index > 0) watched.nowMs += minute;
        target.run(one);
        await watched.ask({ queryType: 'trend' }, situation);
      }
    },
    async restart() {
      await service.close();
      service = await open();
    },
  };
  return watched;
}
