// The data source as Grafana's pages know it. It asks the backend for everything: what a panel shows, an alert rule can
// have as well.
import { CoreApp } from '@grafana/data';
import type {
  AdHocVariableFilter,
  DataFrame,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceGetTagKeysOptions,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  DataSourceJsonData,
  MetricFindValue,
  ScopedVars,
  TestDataSourceResponse,
  TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, HealthCheckError, HealthStatus } from '@grafana/runtime';
import { map, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { annotationSupport } from './annotations.ts';
import { applyAdHocFilters } from './ad-hoc-filters.ts';
import { getDefaultQuery } from './default-query.ts';
import { compareWithPrometheus, readName } from './compare-labels.ts';
import type { Comparison } from './compare-labels.ts';
import { describeQuery } from './describe-query.ts';
import { decorateFrames } from './decorate-frames.ts';
import { downloadProfile } from './download.ts';
import type { DownloadFormat } from './download.ts';
import { migrateQuery } from './migrate-query.ts';
import { findDump } from './pasted-dumps.ts';
import type { ParkedQuery } from './query.ts';
import { readKey } from './read-resource.ts';
import { Resources } from './resources.ts';
import { fillAll, listAllVariables } from './variables/all-values.ts';
import { fillQuery } from './variables/fill-query.ts';
import { ParkedVariables } from './variables/variable-support.ts';
import type { Replace } from './variables/fill-text.ts';

/** The query with the text of a dump that was pasted in Explore. */
function readPasted(query: ParkedQuery): ParkedQuery {
  if (query.inline === undefined) return query;
  const inline = findDump(query.inline);
  if (inline === undefined) throw new Error('This dump was pasted in another browser, or long ago. Paste it again.');
  return { ...query, inline };
}

export class ParkedDataSource extends DataSourceWithBackend<ParkedQuery, DataSourceJsonData> {
  readonly resources: Resources;

  constructor(settings: DataSourceInstanceSettings<DataSourceJsonData>) {
    super(settings);
    this.resources = new Resources(settings.uid, (path, params) => this.getResource(path, params));
    this.variables = new ParkedVariables(this.resources);
    this.annotations = annotationSupport;
  }

  /** What can't be asked is the panel's error, not an exception in Grafana's query runner. */
  override query(request: DataQueryRequest<ParkedQuery>): Observable<DataQueryResponse> {
    try {
      return super.query(request).pipe(map((answer) => ({ ...answer, data: this.#decorate(answer.data, request) })));
    } catch (error) {
      return throwError(() => error);
    }
  }

  #decorate(frames: readonly DataFrame[], { app, targets, scopedVars }: DataQueryRequest<ParkedQuery>): DataFrame[] {
    const findQuery = (refId: string | undefined) => {
      const asked = targets.find((target) => target.refId === refId);
      return asked && this.fillVariables(migrateQuery(asked), scopedVars);
    };
    return decorateFrames(frames, { source: this, isExplore: app === CoreApp.Explore, findQuery });
  }

  override getDefaultQuery(app: CoreApp): Partial<ParkedQuery> {
    return getDefaultQuery(app);
  }

  override applyTemplateVariables(
    query: ParkedQuery,
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = [],
  ): ParkedQuery {
    return readPasted(applyAdHocFilters(this.fillVariables(migrateQuery(query), scopedVars), filters));
  }

  /** The query with the variables of the dashboard, and those of one panel, in place. */
  fillVariables(query: ParkedQuery, scopedVars: ScopedVars = {}): ParkedQuery {
    const variables = getTemplateSrv();
    const all = listAllVariables(variables.getVariables());
    const replace: Replace = (text, scope, format) => variables.replace(fillAll(text, all, scope), scope, format);
    return fillQuery(query, scopedVars, replace);
  }

  /** A query that is not complete yet is not an error: its editor says what it waits for. */
  override filterQuery(query: ParkedQuery): boolean {
    const hasStack = (query.filter?.fingerprints ?? []).some((fingerprint) => fingerprint !== '');
    if (query.queryType === 'stack' && !hasStack) return false;
    if (query.queryType === 'source' && !query.function && !hasStack) return false;
    return query.baseline === undefined || !('name' in query.baseline) || query.baseline.name !== '';
  }

  override getQueryDisplayText(query: ParkedQuery): string {
    return describeQuery(query);
  }

  override getTagKeys(options?: DataSourceGetTagKeysOptions<ParkedQuery>): Promise<MetricFindValue[]> {
    return this.resources.listTagKeys(options?.filters);
  }

  override getTagValues(options: DataSourceGetTagValuesOptions<ParkedQuery>): Promise<MetricFindValue[]> {
    return this.resources.listTagValues(options.key);
  }

  /** The profile that a query is about, as a file. */
  download(format: DownloadFormat, query: ParkedQuery, range: TimeRange | undefined): Promise<void> {
    return downloadProfile(this.uid, format, this.fillVariables(query), range);
  }

  /** As Grafana's own, but what was found out about the targets is shown after a success as well. */
  override async testDatasource(): Promise<TestDataSourceResponse> {
    const { status, message, details: found } = await this.callHealthCheck();
    // Grafana shows both one below the other.
    const details = { ...found, message: found?.['message'] === message ? undefined : found?.['message'] };
    if (status !== HealthStatus.OK) throw new HealthCheckError(message, details);
    const compared = await this.#compareLabels();
    const wrong = compared.filter(({ isEqual }) => !isEqual).map(({ text }) => text);
    const fine = compared.filter(({ isEqual }) => isEqual).map(({ text }) => text);
    const verboseMessage = [found?.['verboseMessage'], ...fine].filter((text) => typeof text === 'string').join('\n');
    return {
      status: 'success',
      message: [message, ...wrong, 'Dashboards are under the tab Dashboards of this page.'].join(' '),
      details: { ...details, verboseMessage } as TestDataSourceResponse['details'],
    };
  }

  /** Help beside the test: it never fails it. */
  async #compareLabels(): Promise<readonly Comparison[]> {
    try {
      const targets = readKey(await this.getResource('targets'), 'targets');
      const names = Array.isArray(targets) ? targets.map((labels: unknown) => readName(labels, 'service')) : [];
      return await compareWithPrometheus(names.filter((name) => name !== undefined));
    } catch {
      return [];
    }
  }
}
