// The data source as Grafana's pages know it. It asks the backend for everything: what a panel shows, an alert rule can
// have as well.
import type {
  AdHocVariableFilter,
  CoreApp,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceGetTagKeysOptions,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  DataSourceJsonData,
  MetricFindValue,
  ScopedVars,
  TestDataSourceResponse,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, HealthCheckError, HealthStatus } from '@grafana/runtime';
import { type Observable, throwError } from 'rxjs';
import { applyAdHocFilters } from './ad-hoc-filters.ts';
import { getDefaultQuery } from './default-query.ts';
import { describeQuery } from './describe-query.ts';
import type { ParkedQuery } from './query.ts';
import { Resources } from './resources.ts';
import { fillQuery } from './variables/fill-query.ts';
import type { Replace } from './variables/fill-text.ts';

export class ParkedDataSource extends DataSourceWithBackend<ParkedQuery, DataSourceJsonData> {
  readonly resources: Resources;

  constructor(settings: DataSourceInstanceSettings<DataSourceJsonData>) {
    super(settings);
    this.resources = new Resources((path, params) => this.getResource(path, params));
  }

  /** What can't be asked is the panel's error, not an exception in Grafana's query runner. */
  override query(request: DataQueryRequest<ParkedQuery>): Observable<DataQueryResponse> {
    try {
      return super.query(request);
    } catch (error) {
      return throwError(() => error);
    }
  }

  override getDefaultQuery(app: CoreApp): Partial<ParkedQuery> {
    return getDefaultQuery(app);
  }

  override applyTemplateVariables(
    query: ParkedQuery,
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = [],
  ): ParkedQuery {
    const replace: Replace = (text, scope, format) => getTemplateSrv().replace(text, scope, format);
    return applyAdHocFilters(fillQuery(query, scopedVars, replace), filters);
  }

  /** A query that is not complete yet is not an error: its editor says what it waits for. */
  override filterQuery(query: ParkedQuery): boolean {
    return query.queryType !== 'source' || Boolean(query.function);
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

  /** As Grafana's own, but what was found out about the targets is shown after a success as well. */
  override async testDatasource(): Promise<TestDataSourceResponse> {
    const { status, message, details: found } = await this.callHealthCheck();
    // Grafana shows both one below the other.
    const details = { ...found, message: found?.['message'] === message ? undefined : found?.['message'] };
    if (status !== HealthStatus.OK) throw new HealthCheckError(message, details);
    return { status: 'success', message, details: details as TestDataSourceResponse['details'] };
  }
}
