// The service of the demo: the shop if Go is installed, else its recording. Says which and why.
import type { ChildProcess } from 'node:child_process';
import { openRecording } from '../../demo/replay/recording.ts';
import { startReplay } from '../../demo/replay/server.ts';
import { buildShop, defaultBuildDir, findGo, startShop } from './shop.ts';

export interface DemoService {
  /** For people: what is shown. */
  readonly title: string;
  readonly url: string;
  /** A sentence that becomes true at some moment, such as that the recording is over. */
  remark(): string | undefined;
  /** Rejects when the service ends without being asked to. */
  readonly failed: Promise<never>;
  /** The process to end at the latest when this one ends; a recording has none. */
  readonly child: ChildProcess | undefined;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly recorded: boolean;
  readonly port: number;
  /** Told what happens, line by line. */
  readonly onProgress: (line: string) => void;
  readonly ending: AbortSignal;
}

/** Throws if neither can be started, or if the demo is ended in the meantime. */
export async function startService(options: ServiceOptions): Promise<DemoService> {
  if (options.recorded) return startRecorded(options, '--recorded was given');
  const go = findGo();
  if (typeof go === 'string') return startRecorded(options, go);
  options.onProgress(`▸ building the leaky service in demo/service with ${go.version} …`);
  const built = await buildShop(go, (text) => options.onProgress(text.trimEnd()), defaultBuildDir, options.ending);
  options.ending.throwIfAborted();
  if (typeof built === 'string') return startRecorded(options, built);
  const { child, url } = await startShop(built.path, ['-addr', `127.0.0.1:${options.port}`]);
  const failed = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => {
      reject(new Error(`The leaky service has ended by itself (${signal ?? `status ${String(code)}`}).`));
    });
  });
  // A waiting caller receives the rejection; after close() nobody waits.
  failed.catch(() => undefined);
  return {
    title: `a live Go service, demo/service, built with ${go.version}`,
    url,
    child,
    remark: () => undefined,
    failed,
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

async function startRecorded({ port }: ServiceOptions, reason: string): Promise<DemoService> {
  const recording = openRecording();
  const { goVersion, recordedAt, durationMs } = recording.manifest;
  const replay = await startReplay(recording, port).catch((error: unknown) => {
    throw new Error(`Port ${port} can't be listened on; choose another with --port, or leave it out. ${String(error)}`);
  });
  return {
    title: `a recording of demo/service (${goVersion}, ${recordedAt.slice(0, 10)}, ${durationMs / 1000} s), since ${reason}`,
    url: replay.url,
    child: undefined,
    remark: () => (replay.isRunning() ? undefined : 'The recording is over: counts stay as they are from here on.'),
    failed: new Promise<never>(() => undefined),
    close: () => replay.close(),
  };
}
