// The page's side of the worker that reads dumps. The worker is started by the first dump, or before it.
import type { DumpOperation, DumpOperations, DumpReply } from './messages.ts';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onBytes: (bytes: number) => void;
}

export interface DumpReaderClient {
  /** Rejects with an Error whose message can be shown. */
  ask<Name extends DumpOperation>(
    name: Name,
    ask: DumpOperations[Name]['ask'],
    onBytes?: (bytes: number) => void,
  ): Promise<DumpOperations[Name]['answer']>;
  /** Starts the worker, if nobody has needed it yet, and lets it get ready. */
  prepare(): void;
}

export function createDumpReader(startWorker: () => Worker = startOwn): DumpReaderClient {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastCall = 0;

  function start(): Worker {
    const started = startWorker();
    started.onmessage = ({ data }: MessageEvent<DumpReply>) => settle(data);
    started.onerror = () => {
      // Most often it ran out of memory. The next dump gets a worker anew.
      worker = undefined;
      for (const { reject } of waiting.values()) reject(new Error('The dump is too large for this browser.'));
      waiting.clear();
    };
    return started;
  }

  function settle(reply: DumpReply): void {
    const one = waiting.get(reply.call);
    if (one === undefined) return;
    if ('progressBytes' in reply) return one.onBytes(reply.progressBytes);
    waiting.delete(reply.call);
    if ('problem' in reply) one.reject(new Error(reply.problem));
    else one.resolve(reply.answer);
  }

  const ask: DumpReaderClient['ask'] = (name, question, onBytes = () => {}) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      const call = ++lastCall;
      waiting.set(call, { resolve: resolve as (answer: unknown) => void, reject, onBytes });
      worker.postMessage({ call, name, ask: question });
    });

  return {
    ask,
    prepare: () => {
      // Where it cannot be started, the first dump will say so.
      if (worker === undefined) ask('prepare', null).catch(() => undefined);
    },
  };
}

function startOwn(): Worker {
  return new Worker('/worker.js', { type: 'module', name: 'dump reader' });
}
