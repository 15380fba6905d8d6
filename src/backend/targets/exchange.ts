// A request with its credentials. Secrets are read for each request. If the server rejects them, they are read once
// more, because a token may be rotated between reading and asking.
import { fail, succeed, type Result } from '../../core/problem.ts';
import { freeDescriptors, isOutOfDescriptors } from '../descriptors.ts';
import { readCredentials, type Carried, type Credential } from './credentials.ts';
import { noDescriptorsCode } from './exchange-problem.ts';
import { sendOnce, type ExchangeAnswer, type PlainRequest, type TlsOptions } from './send-once.ts';

export type { ExchangeAnswer, ExchangeSettings, TlsOptions } from './send-once.ts';

export interface ExchangeRequest extends PlainRequest {
  /** Sent with this request only. */
  readonly auth?: Credential | undefined;
}

/**
 * Sends the request and passes the answer to `consume` while it arrives. Fails with a problem that names only the host.
 * Errors that `consume` throws itself are rethrown.
 */
export async function exchange<T>(
  request: ExchangeRequest,
  signal: AbortSignal,
  consume: (answer: ExchangeAnswer) => Promise<T>,
): Promise<Result<T>> {
  const first = await exchangeOnce(request, signal, consume);
  if (first.ok || first.problem.code !== noDescriptorsCode) return first;
  // History files that are idle give their descriptors to live queries. Nothing was sent yet.
  return freeDescriptors() || !isOutOfDescriptors() ? exchangeOnce(request, signal, consume) : first;
}

async function exchangeOnce<T>(
  { auth, ...request }: ExchangeRequest,
  signal: AbortSignal,
  consume: (answer: ExchangeAnswer) => Promise<T>,
): Promise<Result<T>> {
  const first = await readCredentials(auth, request, signal);
  if (!first.ok) return first;
  const answered = await sendOnce<Outcome<T>>(dress(request, first.value), signal, async (answer) => {
    if (answer.status === 401 && !signal.aborted) {
      const renewed = await readCredentials(auth, request, signal, first.value);
      if (renewed.ok && renewed.value.isChanged) return { is: 'renewed', credentials: renewed.value };
    }
    return { is: 'answered', value: await consume(answer) };
  });
  if (!answered.ok) return fail(answered.problem);
  if (answered.value.is === 'answered') return succeed(answered.value.value);
  return sendOnce(dress(request, answered.value.credentials), signal, consume);
}

type Outcome<T> =
  | { readonly is: 'answered'; readonly value: T }
  /** The server refused what was sent, and a newer secret exists. */
  | { readonly is: 'renewed'; readonly credentials: Carried };

function dress(request: PlainRequest, { headers, tls }: Carried): PlainRequest {
  const own = tls === undefined ? {} : { tls: { ...plainTls, ...request.tls, ...tls } };
  return { ...request, headers: { ...request.headers, ...headers }, ...own };
}

const plainTls: TlsOptions = { skipVerify: false, serverName: '', caCert: '', clientCert: '', clientKey: '' };
