// Follows the pods of a Kubernetes cluster: one list, then a watch, as the API's own clients do. Requests use the pods
// known so far. The watch runs in the background while the entry is in use.
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, succeed, type Problem } from '../../../core/problem.ts';
import type { KubernetesDiscovery } from '../../../core/query/settings-discovery.ts';
import { findCluster, listPods, watchPods, type Cluster, type PodEvent } from './kubernetes-api.ts';
import { podKey, readPod } from './kubernetes-pod.ts';
import { maxEntries, type Discover, type DiscoveryContext, type Found } from './model.ts';
import { secondMs } from '../../../core/agreed-times.ts';

interface PodTable {
  pods: Map<string, readonly Found[]>;
  /** Number of pods beyond the bound. */
  cut: number;
}

/** The state for one namespace, or for all namespaces. */
interface Follower extends PodTable {
  /** Whether a list has arrived. */
  isListed: boolean;
  problem: Problem | null;
  /** Settles with the first list, or with its failure. */
  readonly first: Promise<void>;
}

/** The delay doubles with each failure, as in Kubernetes' own clients. */
const firstBackoffMs = 500;
const maxBackoffMs = 30 * secondMs;

export const discoverKubernetes: Discover<KubernetesDiscovery> = async (entry, context) => {
  const { followers } = context.remember(() => {
    const namespaces = entry.namespaces.length > 0 ? entry.namespaces : [''];
    return { followers: namespaces.map((namespace) => follow(entry, namespace, context)) };
  });
  await Promise.all(followers.map(({ first }) => first));
  const problem = followers.find((one) => one.problem !== null)?.problem ?? null;
  if (problem !== null && followers.every(({ isListed }) => !isListed)) return fail(problem);
  const found = followers.flatMap(({ pods }) => [...pods.values()].flat());
  const cut = Math.max(0, found.length - maxEntries) + followers.reduce((sum, one) => sum + one.cut, 0);
  return succeed({ found: found.slice(0, maxEntries), unreadable: 0, cut, problem });
};

function follow(entry: KubernetesDiscovery, namespace: string, context: DiscoveryContext): Follower {
  let settle = (): void => undefined;
  const first = new Promise<void>((resolve) => (settle = resolve));
  const follower: Follower = { pods: new Map(), cut: 0, isListed: false, problem: null, first };
  void run().finally(settle);
  return follower;

  async function run(): Promise<void> {
    let version: string | undefined;
    let failures = 0;
    while (!context.signal.aborted) {
      const cluster = await findCluster(entry, context.settings);
      if (!cluster.ok) await note(cluster.problem);
      else if (version === undefined) version = await list(cluster.value);
      else version = await watch(cluster.value, version);
    }

    async function list(cluster: Cluster): Promise<string | undefined> {
      const fresh: PodTable = { pods: new Map(), cut: 0 };
      const listed = await listPods(cluster, { entry, namespace }, context, (pod) => put(fresh, cluster, pod));
      if (!listed.ok) return note(listed.problem);
      Object.assign(follower, fresh);
      follower.isListed = true;
      succeeded();
      return listed.value;
    }

    /** Returns the version to continue from; undefined if the version expired and the pods must be listed again. */
    async function watch(cluster: Cluster, from: string): Promise<string | undefined> {
      let newest: string | undefined = from;
      const onEvent = (event: PodEvent): void => {
        if (failures > 0 || follower.problem !== null) succeeded();
        newest = event.version ?? newest;
        if (event.type === 'expired') newest = undefined;
        else if (event.type === 'changed') put(follower, cluster, event.pod);
        else if (event.type === 'deleted') follower.pods.delete(podKey(event.pod));
        if (event.type !== 'bookmark') context.onChange();
      };
      const startedMs = performance.now();
      const watched = await watchPods(cluster, { entry, namespace, version: from }, context, onEvent);
      if (!watched.ok) await note(watched.problem);
      // A pause prevents a tight loop when the server ends every watch at once.
      else if (performance.now() - startedMs < firstBackoffMs) await pause(firstBackoffMs);
      return newest;
    }

    function succeeded(): void {
      failures = 0;
      follower.problem = null;
      context.onChange();
      settle();
    }

    async function note(problem: Problem): Promise<undefined> {
      if (context.signal.aborted) return undefined;
      follower.problem = problem;
      failures++;
      settle();
      await pause(Math.min(maxBackoffMs, firstBackoffMs * 2 ** (failures - 1)));
      return undefined;
    }
  }

  function put(table: PodTable, cluster: Cluster, pod: unknown): void {
    const key = podKey(pod);
    const found = readPod(pod, entry, cluster);
    if (found.length === 0) table.pods.delete(key);
    else if (table.pods.size < maxEntries || table.pods.has(key)) table.pods.set(key, found);
    else table.cut++;
  }

  function pause(delayMs: number): Promise<void> {
    return sleep(delayMs, undefined, { signal: context.signal, ref: false }).catch(() => undefined);
  }
}
