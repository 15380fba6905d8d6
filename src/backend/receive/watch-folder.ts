// Reads profiles that others drop into a folder. A file is read once it has stopped changing, and again after each
// change.
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { minuteMs } from '../../core/agreed-times.ts';
import type { Profile } from '../../core/profile/model.ts';
import { createProfileReader } from '../../core/profile/reader.ts';
import { processMemory } from '../memory-budget.ts';
import { readProfileStream } from '../targets/read-profile-stream.ts';
import { listFolder, openRegular, type DroppedFile } from './list-folder.ts';
import type { Receiving } from './receive-profile.ts';

interface FolderWatchOptions extends Receiving {
  readonly folder: string;
  /** Called with the problem of the folder, or with undefined when the folder can be read again. */
  readonly onProblem: (problem: string | undefined) => void;
  /** Time between two checks. Default: 2 s. */
  readonly everyMs?: number;
}

export interface FolderWatch {
  close(): Promise<void>;
}

/** Size and time of a file, as text. */
type Mark = string;

/** Files older than this at the start were already read by the previous run. */
const oldMs = 5 * minuteMs;

export function watchFolder(options: FolderWatchOptions): FolderWatch {
  const { folder, inbox, settings, nowMs, onProblem, everyMs = 2_000 } = options;
  const leaving = new AbortController();
  /** Files as of the last check, and as of the last read. */
  const seen = new Map<string, Mark>();
  const done = new Map<string, Mark>();
  const startedMs = nowMs();
  let isFirst = true;
  const ended = run();
  return {
    close: async () => {
      leaving.abort();
      await ended;
    },
  };

  async function run(): Promise<void> {
    while (!leaving.signal.aborted) {
      await look().then(
        (cut) =>
          onProblem(
            cut === 0
              ? undefined
              : `${folder} has ${cut} files beyond the bound, which are not read. Remove old files.`,
          ),
        () => onProblem(`${folder} cannot be read. Check that it exists, and its permissions.`),
      );
      await pause(everyMs, undefined, { signal: leaving.signal }).catch(() => undefined);
    }
  }

  async function look(): Promise<number> {
    const { files, cut } = await listFolder(folder);
    const ready: { readonly file: DroppedFile; readonly mtimeMs: number }[] = [];
    for (const file of files) {
      const facts = await stat(file.path).catch(() => undefined);
      if (facts === undefined) continue;
      const mark = `${facts.ino} ${facts.size} ${facts.mtimeMs}`;
      if (isFirst && facts.mtimeMs < startedMs - oldMs) done.set(file.path, mark);
      const isSteady = seen.get(file.path) === mark;
      seen.set(file.path, mark);
      if (!isSteady || done.get(file.path) === mark) continue;
      done.set(file.path, mark);
      ready.push({ file, mtimeMs: facts.mtimeMs });
    }
    isFirst = false;
    forgetOthers(new Set(files.map(({ path }) => path)));
    ready.sort((a, b) => a.mtimeMs - b.mtimeMs);
    for (const { file, mtimeMs } of ready) {
      if (leaving.signal.aborted) return cut;
      await take(file, mtimeMs);
    }
    return cut;
  }

  function forgetOthers(paths: ReadonlySet<string>): void {
    for (const map of [seen, done]) for (const path of map.keys()) if (!paths.has(path)) map.delete(path);
  }

  async function take({ path, labels }: DroppedFile, mtimeMs: number): Promise<void> {
    const read = await readDropped(path);
    if (read === undefined) return void inbox.note('unreadable');
    for (const profile of read.profiles) {
      // A file dated in the future must not hide those that follow.
      const atMs = Math.round(Math.min(profile.timeMs ?? mtimeMs, nowMs()));
      inbox.take({ labels, kind: profile.kind, profile, atMs, bytes: read.bytes });
    }
  }

  async function readDropped(
    path: string,
  ): Promise<{ readonly profiles: readonly Profile[]; readonly bytes: number } | undefined> {
    const file = await openRegular(path);
    if (file === undefined) return undefined;
    const { bounds, labelKeys } = settings();
    const memory = processMemory.open('profiles');
    try {
      const chunks = file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>;
      const reader = createProfileReader({ labelKeys, bounds });
      const limits = { maxBytes: bounds.dumpBody, maxDecompressedBytes: bounds.decompressed };
      const read = await readProfileStream(chunks, { source: path, reader, memory, ...limits }, leaving.signal);
      if (!read.ok || read.value.result.outcome !== 'read' || read.value.end !== 'complete') return undefined;
      return { profiles: read.value.result.profiles, bytes: read.value.bytes };
    } catch {
      return undefined;
    } finally {
      memory.release();
      await file.close();
    }
  }
}
