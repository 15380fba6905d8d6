// Explains an HTTP status other than 200 to a user who wants a profile, and says what to do about it.
import type { ProfileKind } from '../../core/profile/model.ts';
import type { Problem } from '../../core/problem.ts';
import { describeCredentials } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';
import type { ExchangeAnswer } from './exchange.ts';
import { leakProfileRemedy } from './leak-remedy.ts';

/** The problem that the status stands for; undefined if the body should be read. */
export async function judgeStatus(
  { status, headers, body }: ExchangeAnswer,
  { target: { host }, auth }: Endpoint,
  kind: ProfileKind,
): Promise<Problem | undefined> {
  if (status === 200) return undefined;
  if (status >= 300 && status < 400) return problem('redirect', 502, describeRedirect(host, headers.location));
  switch (status) {
    case 401:
      return problem('unauthorized', 401, `${host} asks for credentials (401)${judgeCredentials(auth)}`);
    case 403:
      return problem('forbidden', 403, `${host} refuses access (403)${judgeCredentials(auth)}`);
    case 404: {
      const fromPprof = headers['x-go-pprof'] !== undefined;
      if (kind === 'goroutineleak') return problem('no_leak_profile', 404, `${host}: ${leakProfileRemedy(fromPprof)}`);
      return problem(
        'not_found',
        404,
        `${host} answers, but has no goroutine profile there (404). Import net/http/pprof in the program, or give ` +
          'the pprof root (…/debug/pprof) as URL if it lies elsewhere.',
      );
    }
    case 400:
      if (await saysHttps(body)) {
        return problem('not_http', 502, `${host} serves https on this port. Write https:// in the URL.`);
      }
  }
  return problem(
    'http_status',
    502,
    `${host} answered with HTTP status ${status} instead of a profile. Check its log, or the log of the proxy in front of it.`,
  );
}

/** Placeholder host for the target, because relative locations have no host. */
const sameHost = 'same.invalid';

/** Names only the host of a redirect. The rest of the URL may contain a session token. */
function describeRedirect(host: string, location: string | undefined): string {
  let goal = 'elsewhere';
  try {
    const { host: goalHost } = new URL(location ?? '', `http://${sameHost}`);
    if (goalHost !== '') goal = goalHost === sameHost ? 'another path of its own' : goalHost;
  } catch {
    // The location is not a URL, so there is no host to name.
  }
  return `${host} redirects to ${goal}, and Parked follows no redirects, since they can lead anywhere. Give the final address as URL.`;
}

function judgeCredentials(auth: Endpoint['auth']): string {
  const credentials = describeCredentials(auth);
  if (credentials === '')
    return ', and none are configured. Set basic auth, a bearer token or a header in the settings.';
  return `, and rejects the configured ${credentials}. Correct them in the settings.`;
}

/** Whether the body is what Go's TLS server answers to a plain HTTP request. */
async function saysHttps(body: AsyncIterable<Uint8Array>): Promise<boolean> {
  const sentence = 'Client sent an HTTP request to an HTTPS server';
  for await (const chunk of body) return new TextDecoder('latin1').decode(chunk.subarray(0, 200)).includes(sentence);
  return false;
}

function problem(code: string, status: number, message: string): Problem {
  return { code, status, source: 'downstream', message };
}
