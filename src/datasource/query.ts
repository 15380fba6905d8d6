// The query model with the fields that Grafana adds to every query.
import type { DataQuery } from '@grafana/data';
import type { Query } from '../core/query/model.ts';

export interface ParkedQuery extends Query, Omit<DataQuery, 'queryType'> {}
