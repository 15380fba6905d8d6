// Sends queries of the data source's model to the workbench's own server, and receives its frames.
import type { Matcher } from '../../core/labels.ts';
import type { Query } from '../../core/query/model.ts';
import { overviewPoints, type OverviewPart } from '../../core/query/overview.ts';
import type { DataFrame } from '../../frames/model.ts';
import { rewordForOptions } from '../../report/own-words.ts';
import type { TimeRange } from './download.ts';
import { mapRows, openFrame } from './read-frame.ts';
import { minuteMs } from '../../core/agreed-times.ts';

export type { TimeRange } from './download.ts';

export interface Answer {
  readonly frames: readonly DataFrame[];
  readonly problem?: { readonly code: string; readonly message: string };
}

export interface ServerInfo {
  readonly version: string;
  readonly live: boolean;
  readonly everyMs: number;
  readonly files: readonly { readonly name: string; readonly bytes?: number }[];
  /** Their labels. */
  readonly targets: readonly Readonly<Record<string, string>>[];
}

/** The server does not answer: it has ended, or the network failed. */
class ServerGone extends Error {
  constructor() {
    super('The workbench does not answer: "parked serve" has ended, or the network is gone.');
    this.name = 'ServerGone';
  }
}

const emptyAnswer: Answer = { frames: [] };

/** Answers in the order of the queries. A query that fails carries its problem. */
export async function askQueries(
  queries: readonly Query[],
  range: TimeRange,
  options: { readonly maxDataPoints?: number; readonly signal?: AbortSignal } = {},
): Promise<readonly Answer[]> {
  const body = {
    queries: queries.map((query, index) => ({ ...query, refId: `q${index}` })),
    range,
    maxDataPoints: options.maxDataPoints ?? overviewPoints,
  };
  const sent = await request('/api/query', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return openAnswers(((await sent.json()) as { readonly answers: SentAnswers }).answers, queries.length);
}

type SentAnswers = Readonly<Record<string, Answer>>;

function openAnswers(answers: SentAnswers, count: number): readonly Answer[] {
  return Array.from({ length: count }, (_, index) => rewordAnswer(answers[`q${index}`] ?? emptyAnswer));
}

/** The server's own answers, which it prepared for the page as it opens. */
export async function askFirstPart(
  part: OverviewPart,
): Promise<{ readonly range: TimeRange; readonly answers: readonly Answer[] }> {
  const sent = await request(`/api/first/${part}`);
  const { range, answers } = (await sent.json()) as { readonly range: TimeRange; readonly answers: SentAnswers };
  return { range, answers: openAnswers(answers, Object.keys(answers).length) };
}

/** Problems and notices name options instead of settings of a data source. */
export function rewordAnswer({ frames, problem }: Answer): Answer {
  return {
    frames: frames.map((frame) => {
      const notices = frame.meta?.notices?.map((notice) => ({ ...notice, text: rewordForOptions(notice.text) }));
      return notices === undefined ? frame : { ...frame, meta: { ...frame.meta, notices } };
    }),
    ...(problem === undefined ? {} : { problem: { ...problem, message: rewordForOptions(problem.message) } }),
  };
}

export async function askInfo(): Promise<ServerInfo> {
  return (await (await request('/api/info')).json()) as ServerInfo;
}

export interface TargetFacts {
  readonly service: string;
  readonly instance: string;
  readonly goVersion: string;
}

/** The server's information about the processes. */
export async function askTargetFacts(targets: readonly Matcher[]): Promise<readonly TargetFacts[]> {
  const nowMs = Date.now();
  const [answer] = await askQueries([{ queryType: 'targets', targets }], { fromMs: nowMs - minuteMs, toMs: nowMs });
  const cells = openFrame(answer?.frames[0]);
  return mapRows(cells, (row) => ({
    service: cells.text('service', row),
    instance: cells.text('instance', row),
    goVersion: cells.text('goVersion', row),
  }));
}

/** A document that the server writes. */
export async function askText(address: string): Promise<string> {
  return (await request(address)).text();
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  // eslint-disable-next-line no-restricted-globals -- the browser's, to the server that this page came from
  const response = await fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ServerGone();
  });
  if (response.ok) return response;
  const said: unknown = await response.json().catch(() => undefined);
  const message = typeof said === 'object' && said !== null && 'message' in said ? String(said.message) : '';
  throw new Error(rewordForOptions(message) || `The workbench answered ${response.status}.`);
}
