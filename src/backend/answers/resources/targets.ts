// `targets`, `labels`, `label-values`: names of the data source's processes. No request goes to a target.
import type { Labels } from '../../../core/labels.ts';
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { refuse } from '../ask.ts';
import type { Call, Reply } from './call.ts';

/** Returns `{ targets: Labels[] }`. */
export async function listTargets(call: Call): Promise<Result<Reply>> {
  const targets = await readTargets(call);
  return targets.ok ? succeed({ json: { targets: targets.value } }) : targets;
}

/** Returns `{ labels: string[] }`. */
export async function listNames(call: Call): Promise<Result<Reply>> {
  const targets = await readTargets(call);
  if (!targets.ok) return targets;
  return succeed({ json: { labels: [...new Set(targets.value.flatMap((labels) => Object.keys(labels)))].sort() } });
}

/** Returns `{ values: string[] }` of `?label=`. */
export async function listValues(call: Call): Promise<Result<Reply>> {
  const label = call.parameters.get('label');
  if (!label) return fail(refuse('missing_parameter', 'label', 'Say which label: label-values?label=service.'));
  const targets = await readTargets(call);
  if (!targets.ok) return targets;
  const values = targets.value.flatMap((labels) => (Object.hasOwn(labels, label) ? [labels[label] ?? ''] : []));
  return succeed({ json: { values: [...new Set(values)].sort() } });
}

async function readTargets({ ports, ref }: Call): Promise<Result<readonly Labels[]>> {
  const selected = await ports.targets.select(ref, []);
  return selected.ok ? succeed(selected.value.map((target) => target.labels)) : selected;
}
