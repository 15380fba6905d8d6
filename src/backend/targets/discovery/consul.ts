// Discovers instances of services from a Consul agent. Instances with critical checks are left out.
import { succeed, type Problem, type Result } from '../../../core/problem.ts';
import type { Labels } from '../../../core/labels.ts';
import type { ConsulDiscovery } from '../../../core/query/settings-discovery.ts';
import { normalizeHostname } from '../../../core/query/settings-allowed-hosts.ts';
import { hostAndPort, pathOn, withPath } from '../../../core/query/settings-url.ts';
import { findAuth } from '../credentials.ts';
import { askServer, notAList } from './ask-server.ts';
import { isObject, readKey, readLabels, readText } from './json.ts';
import { maxEntries, type Discover, type DiscoveryContext, type Found } from './model.ts';
import { createPacer } from './pacer.ts';

/** Services requested concurrently. An agent answers each from memory. */
const batch = 8;

export const discoverConsul: Discover<ConsulDiscovery> = async (entry, context) => {
  const names = entry.services.length > 0 ? succeed(entry.services) : await listServices(entry, context);
  if (!names.ok) return names;
  const pace = createPacer();
  const found: Found[] = [];
  let unreadable = 0;
  let entries = 0;
  let problem: Problem | null = null;
  for (let start = 0; start < names.value.length; start += batch) {
    const part = names.value.slice(start, start + batch);
    const answers = await Promise.all(
      part.map((name) => ask(entry, `/v1/health/service/${encodeURIComponent(name)}`, context)),
    );
    for (const [index, answer] of answers.entries()) {
      const service = part[index] ?? '';
      if (!answer.ok) {
        problem ??= answer.problem;
        // One failed request must not remove all instances of the service, so the previous ones stay.
        found.push(...(context.previous?.found ?? []).filter(({ labels }) => labels[serviceLabel] === service));
        continue;
      }
      if (!Array.isArray(answer.value)) return notAList(hostAndPort(new URL(entry.url)), "Consul's list of a service");
      for (const instance of answer.value as readonly unknown[]) {
        if (++entries > maxEntries) continue;
        await pace();
        if (isCritical(instance)) continue;
        const one = readInstance(instance, service);
        if (one === undefined) unreadable++;
        else found.push(one);
      }
    }
  }
  if (problem !== null && found.length === 0) return { ok: false, problem };
  return succeed({ found, unreadable, cut: Math.max(0, entries - maxEntries), problem });
};

/** The label name that Prometheus uses. */
const serviceLabel = '__meta_consul_service';

async function listServices(entry: ConsulDiscovery, context: DiscoveryContext): Promise<Result<readonly string[]>> {
  const answer = await ask(entry, '/v1/catalog/services', context);
  if (!answer.ok) return answer;
  if (!isObject(answer.value)) return notAList(hostAndPort(new URL(entry.url)), "Consul's list of services");
  return succeed(Object.keys(answer.value).filter((name) => name !== 'consul'));
}

function ask({ url, auth }: ConsulDiscovery, path: string, context: DiscoveryContext): Promise<Result<unknown>> {
  const base = new URL(url.trim());
  const asked = withPath(base, `${pathOn(base).replace(/\/+$/, '')}${path}`);
  return askServer(asked, { auth: findAuth(context.settings.auth, auth) }, context);
}

function isCritical(instance: unknown): boolean {
  const checks = readKey(instance, 'Checks');
  return Array.isArray(checks) && checks.some((check) => readText(check, 'Status') === 'critical');
}

function readInstance(instance: unknown, service: string): Found | undefined {
  const node = readKey(instance, 'Node');
  const own = readKey(instance, 'Service');
  const address = readText(own, 'Address') || readText(node, 'Address') || '';
  const hostname = normalizeHostname(address.includes(':') ? `[${address}]` : address);
  const port = readKey(own, 'Port');
  if (hostname === undefined || typeof port !== 'number') return undefined;
  const tags = readKey(own, 'Tags');
  const meta: Labels = Object.fromEntries(
    Object.entries(readLabels(readKey(own, 'Meta'))).map(([name, value]) => [
      `__meta_consul_service_metadata_${name}`,
      value,
    ]),
  );
  const told = {
    job: service,
    [serviceLabel]: service,
    __meta_consul_node: readText(node, 'Node') ?? '',
    __meta_consul_dc: readText(node, 'Datacenter') ?? '',
    __meta_consul_service_id: readText(own, 'ID') ?? '',
    __meta_consul_tags: Array.isArray(tags) ? `,${tags.filter((tag) => typeof tag === 'string').join(',')},` : '',
  };
  // Reuses the reader for labels from any server, which removes unsafe characters.
  return {
    hostname,
    port: port === 0 ? undefined : port,
    scheme: undefined,
    metrics: undefined,
    labels: { ...meta, ...readLabels(told) },
  };
}
