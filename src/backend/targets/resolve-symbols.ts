// Resolves program counters with the target's /debug/pprof/symbol. The names separate channel sends, receives and
// selects in a debug=1 profile, which hides the runtime's frames.
import { pathOn, withPath } from '../../core/query/settings-url.ts';
import type { Settings } from '../../core/query/settings.ts';
import type { ResolveAll } from './checked-lookup.ts';
import type { Endpoint } from './endpoint.ts';
import { exchange, type ExchangeAnswer } from './exchange.ts';
import { targetRequest } from './fetch-profile.ts';
import { readBounded } from './read-bounded.ts';

interface SymbolPlan {
  readonly endpoint: Endpoint;
  readonly settings: Settings;
  readonly resolveAll?: ResolveAll | undefined;
}

/**
 * Addresses per request. They are sent in the query: Go's mux with method patterns answers 405 to a POST, and proxies
 * limit a URL to about 8 KB.
 */
const addressesPerRequest = 300;

/** Beyond this number, fetching the profile as debug=0 is cheaper. */
const maxAddresses = 20_000;

const maxAnswerBytes = 1024 * 1024;

/** Returns the names that the target gives. A failure stops the requests; the names so far are returned. */
export async function resolveSymbols(
  plan: SymbolPlan,
  addresses: readonly bigint[],
  signal: AbortSignal,
): Promise<ReadonlyMap<bigint, string>> {
  const names = new Map<bigint, string>();
  const wanted = [...new Set(addresses)].slice(0, maxAddresses);
  for (let start = 0; start < wanted.length; start += addressesPerRequest) {
    const part = wanted.slice(start, start + addressesPerRequest);
    const text = await askSymbols(plan, part, signal);
    if (text === undefined) break;
    readSymbols(text, new Set(part), names);
  }
  return names;
}

async function askSymbols(
  plan: SymbolPlan,
  addresses: readonly bigint[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const { root } = plan.endpoint;
  const url = withPath(root, `${pathOn(root)}/symbol`);
  url.search = addresses.map((address) => `0x${address.toString(16)}`).join('+');
  const read = async ({ status, body }: ExchangeAnswer): Promise<string | undefined> =>
    status === 200 ? readBounded(body, maxAnswerBytes) : undefined;
  const answered = await exchange(targetRequest(plan, url), signal, read);
  return answered.ok ? answered.value : undefined;
}

/** Parses lines such as `0x47f0e1 runtime.gopark`. Other lines (`num_symbols: 1`, an error page) are skipped. */
function readSymbols(text: string, asked: ReadonlySet<bigint>, names: Map<bigint, string>): void {
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    if (!line.startsWith('0x') || space < 3 || space > 18) continue;
    const digits = line.slice(2, space);
    if (!/^[0-9a-f]+$/.test(digits)) continue;
    const address = BigInt(`0x${digits}`);
    if (asked.has(address)) names.set(address, line.slice(space + 1).trimEnd());
  }
}
