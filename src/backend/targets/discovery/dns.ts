// Discovers targets by DNS name. SRV records give host and port; A and AAAA records give addresses.
import { succeed, type Problem } from '../../../core/problem.ts';
import type { DnsDiscovery } from '../../../core/query/settings-discovery.ts';
import { normalizeHostname } from '../../../core/query/settings-allowed-hosts.ts';
import type { DnsResolver } from './dns-resolver.ts';
import type { Discover, Found } from './model.ts';

interface Resolved {
  readonly found: readonly Found[];
  readonly unreadable: number;
  /** The resolver's error; undefined if it answered, even with no records. */
  readonly failure?: string;
}

export const discoverDns: Discover<DnsDiscovery> = async ({ names, port }, context) => {
  const { settings, signal, previous } = context;
  const resolver = context.createResolver(settings.bounds.connectTimeout);
  const onAbort = (): void => resolver.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  // resolv.conf may list several servers. Trying each in turn could exceed the fetch timeout.
  const timer = setTimeout(onAbort, settings.bounds.fetchTimeout);
  try {
    const lists = await Promise.all(
      names.map((name) =>
        name.startsWith('_') || port === undefined ? resolveServices(resolver, name) : resolveHosts(resolver, name),
      ),
    );
    const found = lists.flatMap((list, index) =>
      // One resolver failure must not remove all targets, so the previous ones stay.
      list.failure !== undefined && !isAbsence(list.failure)
        ? (previous?.found ?? []).filter(({ labels }) => labels[nameLabel] === names[index])
        : list.found,
    );
    const failed = lists.findIndex(({ failure }) => failure !== undefined);
    const problem = failed < 0 ? null : describeFailure(names[failed] ?? '', lists[failed]?.failure ?? '');
    return succeed({
      found,
      unreadable: lists.reduce((sum, list) => sum + list.unreadable, 0),
      // A DNS answer has at most 64 KB, so the bound on entries cannot be reached.
      cut: 0,
      problem,
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
};

/** The label name that Prometheus uses. */
const nameLabel = '__meta_dns_name';

async function resolveServices(resolver: DnsResolver, name: string): Promise<Resolved> {
  try {
    const records = await resolver.resolveSrv(name);
    const found = records.flatMap((record) => {
      const hostname = normalizeHostname(record.name);
      if (hostname === undefined) return [];
      return [describeFound(name, hostname, record.port)];
    });
    return { found, unreadable: records.length - found.length };
  } catch (error) {
    return { found: [], unreadable: 0, failure: readCode(error) };
  }
}

async function resolveHosts(resolver: DnsResolver, name: string): Promise<Resolved> {
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const found = addresses.flatMap((address) => {
    const hostname = normalizeHostname(address.includes(':') ? `[${address}]` : address);
    return hostname === undefined ? [] : [{ ...describeFound(name, hostname, undefined), resolvedFrom: name }];
  });
  const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [readCode(answer.reason)] : []));
  // Most names have addresses of one family only. If the lookup for one family fails, the list is incomplete.
  const failure = codes.find((code) => !isAbsence(code)) ?? (addresses.length === 0 ? codes[0] : undefined);
  const unreadable = addresses.length - found.length;
  return failure === undefined ? { found, unreadable } : { found, unreadable, failure };
}

function describeFound(name: string, hostname: string, port: number | undefined): Found {
  const job = name.replace(/^(_[^.]+\.)+/, '').replace(/\.$/, '');
  return {
    hostname,
    port,
    scheme: undefined,
    metrics: undefined,
    labels: { job, [nameLabel]: name },
  };
}

/** Whether the code says that the name has no such record, as opposed to a failed lookup. */
function isAbsence(code: string): boolean {
  return code === 'ENOTFOUND' || code === 'ENODATA';
}

function readCode(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z]{1,40}$/.test(code) ? code : 'EUNKNOWN';
}

function describeFailure(name: string, code: string): Problem {
  const message = isAbsence(code)
    ? `DNS knows no targets by the name ${name} (${code}). Check its spelling and write it in full, because search ` +
      'domains are not tried. A name without a leading underscore is looked up as SRV unless port is set.'
    : `DNS could not be asked for ${name} (${code}). Check the DNS servers of Grafana's machine.`;
  return { code: 'unknown_host', status: 502, source: 'downstream', message, hosts: [name] };
}
