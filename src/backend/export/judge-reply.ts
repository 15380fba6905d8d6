// Decides what follows a write attempt, by the rules of remote write 1.0: temporary failures are retried, and points
// that the server will never accept are dropped.
import type { Problem, Result } from '../../core/problem.ts';
import type { ServerReply } from '../server-call.ts';
import { minuteMs } from '../../core/agreed-times.ts';

export type Verdict =
  | { readonly verdict: 'sent' }
  | { readonly verdict: 'again'; readonly problem: Problem; readonly afterMs: number }
  | {
      readonly verdict: 'drop';
      readonly problem: Problem;
      readonly detail: string;
      /** The server may accept the points without some of them. */
      readonly isOfSome: boolean;
    };

/** The longest delay that a server may request. */
const longestMs = 5 * minuteMs;

export function judgeReply(reply: Result<ServerReply>, host: string, nowMs: number): Verdict {
  if (!reply.ok) return { verdict: 'again', problem: reply.problem, afterMs: 0 };
  const { status, retryAfter, body } = reply.value;
  if (status >= 200 && status < 300) return { verdict: 'sent' };
  if (status === 429 || status < 200 || status >= 500) {
    const what =
      status === 429 ? 'accepts no more samples for now (429)' : `cannot accept samples now (HTTP status ${status})`;
    const message = `${host} ${what}. They wait, and are sent again.`;
    return {
      verdict: 'again',
      problem: makeProblem('write_delayed', message),
      afterMs: readRetryAfter(retryAfter, nowMs),
    };
  }
  const problem = describeRefusal(status, host);
  return { verdict: 'drop', problem, detail: formatDetail(body), isOfSome: status === 400 };
}

function describeRefusal(status: number, host: string): Problem {
  if (status >= 300 && status < 400) {
    const message = `${host} redirects, and Parked follows no redirects, since they can lead anywhere. Give the final address as history.remoteWrite.`;
    return makeProblem('write_refused', message);
  }
  switch (status) {
    case 401:
    case 403: {
      const message = `${host} rejects the credentials of history.auth (${status}), so samples are lost. Correct them, or name an entry of auth.`;
      return makeProblem('write_refused', message);
    }
    case 404:
    case 405: {
      const message =
        `${host} accepts no remote write there (${status}), so samples are lost. Check the path of ` +
        'history.remoteWrite. A Prometheus needs --web.enable-remote-write-receiver.';
      return makeProblem('write_refused', message);
    }
  }
  const message =
    `${host} refused samples (HTTP status ${status}), and they are lost. Its log has the reason. Common reasons ` +
    'are limits on series or labels, and another writer of the same series.';
  return makeProblem('write_refused', message);
}

/** `Retry-After` in seconds or as a date. */
function readRetryAfter(text: string | undefined, nowMs: number): number {
  if (text === undefined || text.trim() === '') return 0;
  const seconds = Number(text);
  const waitMs = Number.isNaN(seconds) ? Date.parse(text) - nowMs : seconds * 1_000;
  return waitMs > 0 ? Math.min(waitMs, longestMs) : 0;
}

/** One line of the server's message, only for the log. */
function formatDetail(body: string): string {
  return body
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 300);
}

function makeProblem(code: string, message: string): Problem {
  return { code, status: 502, source: 'downstream', message };
}
