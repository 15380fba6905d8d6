// Where a stack leads: in Explore to the same stack in another form, elsewhere to the dashboard about one stack.
import type { DataLink, DataSourceInstanceSettings } from '@grafana/data';
import type { Matcher } from '../core/labels.ts';
import type { QueryType } from '../core/query/model.ts';
import { queryTypeWords } from './query-types.ts';
import type { ParkedQuery } from './query.ts';

export type Source = Pick<DataSourceInstanceSettings, 'uid' | 'name'>;

/** A stack as a link names it: by its own words, or by Grafana's for "this row". */
export interface LinkedStack {
  readonly fingerprint: string;
  readonly function: string;
  /** Target labels that the answer keeps apart. */
  readonly per: Readonly<Record<string, string>>;
}

const steps: readonly QueryType[] = ['trend', 'flamegraph', 'dump', 'source', 'suspects'];

/** Opens beside what is on view, with its targets. `asked`: the query that was answered, with its variables filled in. */
export function linkInExplore(source: Source, asked: ParkedQuery, stack: LinkedStack): DataLink[] {
  const per = Object.entries(stack.per).map(([label, value]): Matcher => ({ label, op: '=', value }));
  return steps
    .filter((queryType) => queryType !== asked.queryType && (queryType !== 'source' || stack.function !== ''))
    .map((queryType) => {
      const query: ParkedQuery = {
        refId: 'A',
        version: 1,
        queryType,
        targets: [...(asked.targets ?? []), ...per],
        filter: { fingerprints: [stack.fingerprint] },
        showIgnored: true,
        ...(asked.inline === undefined ? {} : { inline: asked.inline }),
        ...(queryType === 'source' ? { function: stack.function } : {}),
      };
      const title = `${queryTypeWords[queryType].label} of this stack`;
      return { title, url: '', internal: { query, datasourceUid: source.uid, datasourceName: source.name } };
    });
}

/** The bundled dashboard, at the time that is on view. The function comes along for its panel with the source. */
export function linkToDashboard(source: Source, stack: LinkedStack): DataLink {
  const uid = encodeURIComponent(source.uid);
  const name = stack.function.startsWith('${')
    ? stack.function.replace('}', ':percentencode}')
    : encodeURIComponent(stack.function);
  const url = `/d/parked-stack?var-ds=${uid}&var-fingerprint=${stack.fingerprint}&var-function=${name}&\${__url_time_range}`;
  return { title: 'The stack: trend, cause, goroutines', url };
}
