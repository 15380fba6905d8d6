// Queries the executable like a dashboard and like an alert rule.
import type { Asker, DataSource } from '../../tests/support/grafana-request.ts';
import type { Answer, PluginHost } from '../../tests/support/plugin-host.ts';
import type { CountedStack } from './alert.ts';
import type { Sample, StackCount } from './sample.ts';
import { keyOf } from './sample.ts';

/** More than any service of the demo has, so that nothing is folded into "other". */
const maxStacks = 500;
const rangeMs = 15 * 60_000;

export interface StacksAnswer {
  readonly sample: Sample;
  /** The notices of the panel. */
  readonly notices: readonly string[];
}

/** The table of a dashboard panel. Throws the executable's message on failure. */
export async function askStacks(plugin: PluginHost, source: DataSource): Promise<StacksAnswer> {
  const answer = await ask(plugin, source, 'panel', { queryType: 'stacks', limit: maxStacks });
  const frame = answer.frames[0];
  if (frame === undefined) throw new Error('The executable answered "stacks" without a frame.');
  const stacks = frame.rows.map((row): StackCount => {
    const fingerprint = String(row['fingerprint'] ?? '');
    const state = String(row['state'] ?? '');
    return {
      key: keyOf(fingerprint, state),
      fingerprint,
      state,
      function: String(row['function'] ?? ''),
      location: String(row['location'] ?? ''),
      count: Number(row['count'] ?? 0),
    };
  });
  const notices = listOf(frame.meta['notices']).map((notice) => String(notice['text']));
  return { sample: { atMs: Date.now() - readAgeMs(frame.meta), stacks }, notices };
}

/** The numbers of an alert rule. Throws the executable's message on failure. */
export async function askCounts(plugin: PluginHost, source: DataSource): Promise<CountedStack[]> {
  const answer = await ask(plugin, source, 'alert rule', { queryType: 'count' });
  return answer.frames.flatMap((frame) =>
    frame.fields.map(({ labels, values }) => {
      const value = values[0];
      return {
        key: keyOf(labels['fingerprint'] ?? '', labels['state'] ?? ''),
        function: labels['function'] ?? '',
        value: typeof value === 'number' ? value : null,
      };
    }),
  );
}

async function ask(
  plugin: PluginHost,
  source: DataSource,
  asker: Asker,
  model: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const toMs = Date.now();
  const question = { refId: 'A', model: { version: 1, ...model }, fromMs: toMs - rangeMs, toMs };
  const answer = (await plugin.queryData(source, asker, [question])).get('A');
  if (answer === undefined) throw new Error('The executable left the query unanswered.');
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer;
}

/** How old the profile was: answers share fetches, so that two rounds can see the same one. */
function readAgeMs(meta: Readonly<Record<string, unknown>>): number {
  const age = listOf(meta['stats']).find((stat) => stat['displayName'] === 'Oldest profile')?.['value'];
  return typeof age === 'number' ? age : 0;
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : [];
}
