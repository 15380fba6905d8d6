// The table of all discovery methods.
import type { Result } from '../../../core/problem.ts';
import type { Discovery, DiscoveryType } from '../../../core/query/settings-discovery.ts';
import { discoverConsul } from './consul.ts';
import { discoverDns } from './dns.ts';
import { discoverFiles } from './file.ts';
import { discoverHttpSd } from './http-sd.ts';
import { discoverKubernetes } from './kubernetes.ts';
import type { Discover, DiscoveryContext, FoundList } from './model.ts';
import { discoverPrometheus } from './prometheus.ts';

const methods: { readonly [Type in DiscoveryType]: Discover<Extract<Discovery, { type: Type }>> } = {
  prometheus: discoverPrometheus,
  http_sd: discoverHttpSd,
  dns: discoverDns,
  consul: discoverConsul,
  file: discoverFiles,
  kubernetes: discoverKubernetes,
};

export function discover<Type extends DiscoveryType>(
  entry: Extract<Discovery, { type: Type }>,
  context: DiscoveryContext,
): Promise<Result<FoundList>> {
  return methods[entry.type](entry, context);
}
