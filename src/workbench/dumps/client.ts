// The page's side of the worker that reads dumps. The worker starts with the first dump at the latest.
import { proxy, wrap, type Remote } from 'comlink';
import type { DumpReaderApi } from './messages.ts';

/** Every call rejects with an Error whose message can be shown to the user. */
export type DumpReaderClient = {
  readonly [Name in keyof DumpReaderApi]: (
    ...args: Parameters<DumpReaderApi[Name]>
  ) => Promise<Awaited<ReturnType<DumpReaderApi[Name]>>>;
};

interface Running {
  readonly remote: Remote<DumpReaderApi>;
  /** Rejects when the worker terminates, because no call is answered after that. */
  readonly crashed: Promise<never>;
}

export function createDumpReader(startWorker: () => Worker = startOwn): DumpReaderClient {
  let running: Running | undefined;

  function start(): Running {
    const worker = startWorker();
    const crashed = new Promise<never>((_, reject) => {
      worker.onerror = () => {
        // The usual reason is lack of memory. The next dump gets a new worker.
        running = undefined;
        reject(new Error('The dump is too large for this browser.'));
      };
    });
    // Pending calls reject too, so this rejection may go unhandled.
    crashed.catch(() => undefined);
    return { remote: wrap<DumpReaderApi>(worker), crashed };
  }

  async function call<T>(ask: (remote: Remote<DumpReaderApi>) => Promise<T>): Promise<T> {
    running ??= start();
    return Promise.race([ask(running.remote), running.crashed]);
  }

  return {
    prepare: () => call((remote) => remote.prepare()),
    open: (name, place, onBytes) => call((remote) => remote.open(name, place, proxy(onBytes))),
    judge: (id) => call((remote) => remote.judge(id)),
    stack: (id, fingerprint, state) => call((remote) => remote.stack(id, fingerprint, state)),
    texts: (id, fingerprint, state) => call((remote) => remote.texts(id, fingerprint, state)),
    flame: (id, fingerprint) => call((remote) => remote.flame(id, fingerprint)),
    diff: (before, after) => call((remote) => remote.diff(before, after)),
    document: (id) => call((remote) => remote.document(id)),
    ticket: (id) => call((remote) => remote.ticket(id)),
    pprof: (id) => call((remote) => remote.pprof(id)),
    close: (id) => call((remote) => remote.close(id)),
  };
}

function startOwn(): Worker {
  return new Worker('/worker.js', { type: 'module', name: 'dump reader' });
}
