// Lets the reads of answers go first. After a start, verdicts read days of samples, and a server works on only a few
// requests at once.
import type { PrometheusApi } from './api.ts';

/** A read that is not for an answer still makes progress, however many answers are asked for. */
const maxWaitMs = 1_000;

interface AnswersFirst {
  /** Runs the read of an answer. */
  run<T>(read: () => Promise<T>): Promise<T>;
  /** Asks the same server, but waits before each request until no answer is being read. */
  readonly behind: PrometheusApi;
}

export function putAnswersFirst(api: PrometheusApi): AnswersFirst {
  let running = 0;
  let wakeUp: () => void = () => undefined;
  let over = Promise.resolve();

  async function run<T>(read: () => Promise<T>): Promise<T> {
    if (running++ === 0) over = new Promise((resolve) => (wakeUp = resolve));
    try {
      return await read();
    } finally {
      if (--running === 0) wakeUp();
    }
  }

  async function wait(): Promise<void> {
    if (running === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, maxWaitMs)));
    await Promise.race([over, late]);
    clearTimeout(timer);
  }

  const behind: PrometheusApi = {
    instant: async (...question) => {
      await wait();
      return api.instant(...question);
    },
    range: async (...question) => {
      await wait();
      return api.range(...question);
    },
    series: async (...question) => {
      await wait();
      return api.series(...question);
    },
  };
  return { run, behind };
}
