// Links of a stack: in Explore to the same stack in another query type, elsewhere to its dashboard.
import { SupportedTransformationType } from '@grafana/data';
import type { DataLink, DataSourceInstanceSettings } from '@grafana/data';
import type { Matcher } from '../core/labels.ts';
import type { QueryType } from '../core/query/model.ts';
import { queryTypeTraits } from './query-types.ts';
import type { ParkedQuery } from './query.ts';

export type Source = Pick<DataSourceInstanceSettings, 'uid' | 'name'>;

/** The stack of a link: its own values, or Grafana's variables for the current row. */
export interface LinkedStack {
  readonly fingerprint: string;
  /** Target labels that separate the answer. */
  readonly per: Readonly<Record<string, string>>;
}

const steps: readonly QueryType[] = ['stack', 'trend', 'flamegraph', 'dump', 'source'];

/** Grafana's variable for the fingerprint of the current row. */
export const rowFingerprint = '${__data.fields.fingerprint}';

/**
 * A row without a single stack, such as "other", has no link. Explore omits links with an undefined variable, and only
 * fingerprints define this one.
 */
const stackOfRow = 'parkedStack';
const onlyStacks: DataLink['meta'] = {
  transformations: [
    {
      type: SupportedTransformationType.Regex,
      field: 'fingerprint',
      expression: '^([0-9a-f]{16})$',
      mapValue: stackOfRow,
    },
  ],
};

/** The row "other" has a word in place of a fingerprint. */
export function isStack(fingerprint: string | undefined): fingerprint is string {
  return fingerprint !== undefined && /^[0-9a-f]{16}$/.test(fingerprint);
}

/** Opens beside the current view, with its targets. `asked`: the answered query, with its variables filled in. */
export function linkInExplore(source: Source, asked: ParkedQuery, stack: LinkedStack): DataLink[] {
  const per = Object.entries(stack.per).map(([label, value]): Matcher => ({ label, op: '=', value }));
  const isRow = stack.fingerprint === rowFingerprint;
  return steps
    .filter((queryType) => queryType !== asked.queryType)
    .map((queryType) => {
      const query: ParkedQuery = {
        refId: 'A',
        version: 1,
        queryType,
        targets: [...(asked.targets ?? []), ...per],
        filter: { fingerprints: [isRow ? `\${${stackOfRow}}` : stack.fingerprint] },
        showIgnored: true,
        ...(asked.inline === undefined ? {} : { inline: asked.inline }),
      };
      const what = queryType === 'stack' ? 'Everything about' : `${queryTypeTraits[queryType].label} of`;
      const title = `${what} this stack`;
      const internal = { query, datasourceUid: source.uid, datasourceName: source.name };
      return { title, url: '', internal, ...(isRow ? { meta: onlyStacks } : {}) };
    });
}

/** The bundled dashboard with the current time range. */
export function linkToDashboard(source: Source, stack: LinkedStack): DataLink {
  const uid = encodeURIComponent(source.uid);
  const url = `/d/parked-stack?var-ds=${uid}&var-fingerprint=${stack.fingerprint}&\${__url_time_range}`;
  const link: DataLink = { title: 'The stack: verdict, cause, what to change', url };
  if (stack.fingerprint !== rowFingerprint) return link;
  // Grafana omits links without a URL.
  return { ...link, onBuildUrl: ({ replaceVariables }) => (isStack(replaceVariables?.(rowFingerprint)) ? url : '') };
}
