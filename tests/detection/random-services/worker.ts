// Plays drawn services in a separate thread. Jobs come in as messages, and outcomes go out.
import { parentPort } from 'node:worker_threads';
import { playService } from './play.ts';

export interface RandomJob {
  readonly seed: number;
  readonly leaks: boolean;
}

parentPort?.on('message', ({ seed, leaks }: RandomJob) => parentPort?.postMessage(playService(seed, leaks)));
