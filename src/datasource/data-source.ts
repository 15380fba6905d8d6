// The data source in the browser. It queries the backend for everything, so alert rules get what panels show.
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

/** Adds the text of a dump that was pasted in Explore. */
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

  /** An invalid query becomes an error of the panel, not an exception in Grafana's query runner. */
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

  /** Fills in the variables of the dashboard and of a single panel. */
  fillVariables(query: ParkedQuery, scopedVars: ScopedVars = {}): ParkedQuery {
    const variables = getTemplateSrv();
    const all = listAllVariables(variables.getVariables());
    const replace: Replace = (text, scope, format) => variables.replace(fillAll(text, all, scope), scope, format);
    return fillQuery(query, scopedVars, replace);
  }

  /** An incomplete query is not an error; its editor says what is missing. */
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

  /** Downloads the profile of a query. */
  download(format: DownloadFormat, query: ParkedQuery, range: TimeRange | undefined): Promise<void> {
    return downloadProfile(this.uid, format, this.fillVariables(query), range);
  }

  /** Like Grafana's own test, but also shows findings about the targets on success. */
  override async testDatasource(): Promise<TestDataSourceResponse> {
    const { status, message, details: found } = await this.callHealthCheck();
    // Grafana shows both texts below each other.
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

  /** Additional help; it never fails the test. */
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
