// Records the answers of a running shop at set times, in the form of demo/recorded/.
import { rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { RecordedAnswer } from '../../demo/replay/recording.ts';
import { listAddresses } from '../../demo/replay/symbols.ts';

interface Page {
  readonly path: string;
  readonly debug: number;
  readonly atSeconds: readonly number[];
}

const durationSeconds = 90;
export const durationMs = durationSeconds * 1000;

const pages: readonly Page[] = [
  { path: '/debug/pprof/goroutine', debug: 0, atSeconds: every(2) },
  { path: '/debug/pprof/goroutine', debug: 1, atSeconds: every(30) },
  // Later dumps would be most of the recording's size and show nothing new.
  { path: '/debug/pprof/goroutine', debug: 2, atSeconds: [0, 15, 40] },
  { path: '/debug/pprof/goroutineleak', debug: 0, atSeconds: [5, 30, 60, 90] },
  { path: '/debug/pprof/goroutineleak', debug: 1, atSeconds: [5, 30, 60, 90] },
  { path: '/debug/pprof/', debug: 0, atSeconds: every(30) },
  { path: '/debug/pprof/cmdline', debug: 0, atSeconds: [0] },
  { path: '/metrics', debug: 0, atSeconds: every(5) },
];

function every(seconds: number): number[] {
  return Array.from({ length: Math.floor(durationSeconds / seconds) + 1 }, (_, index) => index * seconds);
}

/** Replaces what is in `folder`; tells `onAnswer` about each answer. Throws when the shop doesn't answer with 200. */
export async function record(
  baseUrl: string,
  folder: string,
  onAnswer: (answer: RecordedAnswer, bytes: number) => void,
): Promise<RecordedAnswer[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const answers: RecordedAnswer[] = [];
  const beganMs = performance.now();
  let lastCounts = '';
  const plan = pages.flatMap((page) => page.atSeconds.map((atSecond) => ({ ...page, atSecond })));
  for (const { path, debug, atSecond } of plan.sort((a, b) => a.atSecond - b.atSecond)) {
    await sleep(Math.max(0, atSecond * 1000 - (performance.now() - beganMs)));
    const atMs = Math.round(performance.now() - beganMs);
    const { body, contentType } = await fetchPage(`${baseUrl}${path}${debug === 0 ? '' : `?debug=${debug}`}`);
    keep({ path, debug, atMs, contentType }, body);
    if (path === '/debug/pprof/goroutine' && debug === 1) lastCounts = body.toString('utf8');
  }
  const symbols = await fetchPage(`${baseUrl}/debug/pprof/symbol`, listAddresses(lastCounts));
  keep({ path: '/debug/pprof/symbol', debug: 0, atMs: 0, contentType: symbols.contentType }, symbols.body);
  return answers.sort((a, b) => a.atMs - b.atMs);

  function keep(about: Omit<RecordedAnswer, 'file' | 'sentAsGzip'>, body: Buffer): void {
    const sentAsGzip = body[0] === 0x1f && body[1] === 0x8b;
    const name = about.path.replace(/^\/(debug\/pprof\/)?/, '').replaceAll('/', '-') || 'index';
    const second = String(Math.round(about.atMs / 1000)).padStart(2, '0');
    const kind = sentAsGzip ? 'pb' : about.contentType.startsWith('text/html') ? 'html' : 'txt';
    const file = `${name}-debug${about.debug}-${second}s.${kind}.gz`;
    const stored = sentAsGzip ? body : gzipSync(body, { level: 9 });
    writeFileSync(join(folder, file), stored);
    const answer = { ...about, file, sentAsGzip };
    answers.push(answer);
    onAnswer(answer, stored.length);
  }
}

function fetchPage(url: string, posted?: string): Promise<{ readonly body: Buffer; readonly contentType: string }> {
  return new Promise((resolve, reject) => {
    const sent = posted === undefined ? get(url) : request(url, { method: 'POST' });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
        else resolve({ body: Buffer.concat(chunks), contentType: response.headers['content-type'] ?? '' });
      });
    });
    sent.end(posted);
  });
}
