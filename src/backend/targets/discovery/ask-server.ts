// Fetches the target list of a discovery server. Sends the credentials to that server only and bounds the answer.
import { nameBound } from '../../../core/bound-titles.ts';
import { parseJson } from '../../../core/json.ts';
import { fail, succeed, type Problem, type Result } from '../../../core/problem.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import type { NamedAuth } from '../../../core/query/settings.ts';
import { hostAndPort } from '../../../core/query/settings-url.ts';
import { describeCredentials } from '../credentials.ts';
import { exchange, type ExchangeAnswer, type TlsOptions } from '../exchange.ts';
import { readBounded } from '../read-bounded.ts';
import type { DiscoveryContext } from './model.ts';

/** URL, credentials and bounds for asking a discovery server. */
interface ServerAccess {
  readonly auth: NamedAuth | undefined;
  readonly tls?: TlsOptions | undefined;
}

/** Returns the answer as JSON. Error messages name the server's host and repeat nothing that it sent. */
export async function askServer(
  url: URL,
  { auth, tls }: ServerAccess,
  { settings, resolveAll, signal }: DiscoveryContext,
): Promise<Result<unknown>> {
  const { bounds } = settings;
  const request = {
    url,
    headers: { 'user-agent': 'parked', accept: 'application/json' },
    auth,
    tls,
    wholeTimeoutMs: bounds.fetchTimeout,
    settings,
    resolveAll,
  };
  const host = hostAndPort(url);
  const answered = await exchange(request, signal, (answer) =>
    readJson(answer, host, describeCredentials(auth), bounds.discoveryReply),
  );
  const read = answered.ok ? answered.value : answered;
  return read.ok ? read : fail({ ...read.problem, hosts: [host] });
}

async function readJson(
  { status, body }: ExchangeAnswer,
  host: string,
  credentials: string,
  maxBytes: number,
): Promise<Result<unknown>> {
  if (status !== 200) return fail(describeStatus(status, host, credentials));
  const text = await readBounded(body, maxBytes);
  if (text === undefined) {
    return fail(
      problem(
        'body_too_large',
        502,
        `The list of targets that ${host} sent is larger than ${formatSize(maxBytes)} ` +
          `(${nameBound('discoveryReply')}). Let the server list less, or raise the bound.`,
      ),
    );
  }
  try {
    return succeed(parseJson(text));
  } catch {
    const page = text.trimStart().startsWith('<');
    return fail(
      problem(
        page ? 'web_page' : 'not_a_list',
        502,
        `${host} answered with ${page ? 'a web page' : 'something other than JSON'} instead of a list of targets. ` +
          'Check the URL. A login page or a proxy in front of it may have answered.',
      ),
    );
  }
}

function describeStatus(status: number, host: string, credentials: string): Problem {
  if (status === 401 || status === 403) {
    const what = status === 401 ? 'asks for credentials (401)' : 'refuses access (403)';
    const advice =
      credentials === '' ? 'and its entry in discovery has no auth' : `and rejects the configured ${credentials}`;
    return problem(status === 401 ? 'unauthorized' : 'forbidden', status, `${host} ${what}, ${advice}.`);
  }
  if (status >= 300 && status < 400) {
    return problem(
      'redirect',
      502,
      `${host} redirects, and Parked follows no redirects, since they can lead anywhere. Give the final address as URL.`,
    );
  }
  return problem(
    'http_status',
    502,
    `${host} answered with HTTP status ${status} instead of a list of targets. Check the URL, or look into its log.`,
  );
}

/** The problem for valid JSON that is not a list of targets. */
export function notAList(host: string, expected: string): Result<never> {
  const message = `${host} answered with JSON that is not ${expected}. Check type and URL.`;
  return fail({ ...problem('not_a_list', 502, message), hosts: [host] });
}

function problem(code: string, status: number, message: string): Problem {
  return { code, status, source: 'downstream', message };
}
