// Reads the program's source files from the URL in the settings. File names come from profiles, so they are escaped
// into the template, and only the template's own host is asked.
import { LRUCache } from 'lru-cache';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { limits } from '../../core/limits.ts';
import { formatSize } from '../../core/query/settings-size.ts';
import { hostAndPort } from '../../core/query/settings-url.ts';
import { fillTemplate } from '../../core/stack/fill-template.ts';
import type { ResolveAll } from './checked-lookup.ts';
import { findAuth } from './credentials.ts';
import { exchange, type ExchangeAnswer } from './exchange.ts';
import type { DataSourceRef, SourceReader } from './port.ts';
import { readBounded } from './read-bounded.ts';
import { minuteMs, secondMs } from '../../core/agreed-times.ts';

interface SourceReaderOptions {
  readonly now: () => number;
  /** For tests. Default: the system's resolver. */
  readonly resolveAll?: ResolveAll | undefined;
}

/** Commits never change, and branches rarely change within minutes. */
const keptMs = 5 * minuteMs;
const failureMs = 30 * secondMs;
const maxFiles = 64;

interface Kept {
  readonly text: Promise<Result<string>>;
  untilMs: number;
}

export function createSourceReader({ now, resolveAll }: SourceReaderOptions): SourceReader {
  const kept = new LRUCache<string, Kept>({ max: maxFiles });

  function keep(key: string, read: () => Promise<Result<string>>): Promise<Result<string>> {
    const known = kept.get(key);
    if (known !== undefined && now() < known.untilMs) return known.text;
    const text = read();
    const entry: Kept = { text, untilMs: now() + keptMs };
    kept.set(key, entry);
    void text.then(
      (result) => {
        if (!result.ok) entry.untilMs = now() + failureMs;
      },
      () => kept.delete(key),
    );
    return text;
  }

  return {
    async readSource(ref, place, version) {
      const raw = ref.settings.sourceRaw;
      if (raw === undefined) return fail(noTemplate);
      const filled = fillTemplate(raw.url, place, version);
      if (filled === undefined) return fail(unreachable(place.file));
      const url = new URL(filled);
      url.hash = '';
      const { orgId, instance } = ref;
      const key = JSON.stringify([orgId, instance.uid, instance.lastUpdatedMs, url.href]);
      // The fetch is shared, so one caller's cancellation must not end it for the others.
      return keep(key, () => fetchText(ref, url, raw.auth, resolveAll));
    },
  };
}

async function fetchText(
  { settings }: DataSourceRef,
  url: URL,
  authName: string | undefined,
  resolveAll: ResolveAll | undefined,
): Promise<Result<string>> {
  const request = {
    url,
    headers: { 'user-agent': 'parked', accept: 'text/plain, */*;q=0.1' },
    auth: findAuth(settings.auth, authName),
    wholeTimeoutMs: settings.bounds.fetchTimeout,
    settings,
    resolveAll,
  };
  const answered = await exchange(request, new AbortController().signal, (answer) => readText(answer, url));
  return answered.ok ? answered.value : answered;
}

async function readText({ status, headers, body }: ExchangeAnswer, url: URL): Promise<Result<string>> {
  const host = hostAndPort(url);
  if (status !== 200) return fail(refuseStatus(status, host));
  const type = headers['content-type'] ?? '';
  const text = await readBounded(body, limits.sourceFile.value);
  if (text === undefined) {
    return fail(
      problem('source_too_large', `A file that ${host} sent is larger than ${formatSize(limits.sourceFile.value)}.`),
    );
  }
  if (type.includes('html') || /^\s*<(!doctype|html)/i.test(text)) {
    const message =
      `${host} answered with a web page instead of source text. "Source to read" must lead to the raw file. A ` +
      'login page may have answered, in which case named credentials are needed.';
    return fail(problem('web_page', message));
  }
  return succeed(text);
}

function refuseStatus(status: number, host: string): Problem {
  const why =
    status === 401 || status === 403
      ? 'Choose named credentials that may read there.'
      : status === 404
        ? 'There is no such file. Check "Source to read", and whether {version} is the version that runs.'
        : status >= 300 && status < 400
          ? 'It redirects, and Parked follows no redirects. Write the final address into "Source to read".'
          : 'Try again later.';
  return problem('source_status', `${host} answered a request for source with status ${status}. ${why}`);
}

const noTemplate: Problem = problem(
  'no_source',
  'Source lines are shown where "Source to read" in the data source\'s settings says where they are.',
);

function unreachable(file: string): Problem {
  return problem(
    'no_source',
    `"Source to read" does not lead to ${file}: it contains no {module}, and the file belongs to another module.`,
  );
}

function problem(code: string, message: string): Problem {
  return { code, status: 502, source: 'downstream', field: 'sourceRaw', message };
}
