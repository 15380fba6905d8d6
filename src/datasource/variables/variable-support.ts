// Dashboard variables: their editor, and how they get their values.
import { createElement } from 'react';
import type { ComponentType } from 'react';
import { CustomVariableSupport } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse, DataSourceApi, QueryEditorProps } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { from, map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ParkedQuery } from '../query.ts';
import type { Resources } from '../resources.ts';
import { listVariable } from './list-variable.ts';
import { VariableEditor } from './variable-editor.tsx';
import type { VariableQuery } from './variable-query.ts';

type DataSource = DataSourceApi<ParkedQuery>;
type EditorProps = QueryEditorProps<DataSource, ParkedQuery, object, VariableQuery>;

export class ParkedVariables extends CustomVariableSupport<DataSource, VariableQuery, ParkedQuery> {
  override readonly editor: ComponentType<EditorProps>;
  readonly #resources: Resources;

  constructor(resources: Resources) {
    super();
    this.#resources = resources;
    this.editor = ({ query, onChange }) => createElement(VariableEditor, { resources, query, onChange });
  }

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const query = request.targets[0] ?? { refId: 'variable' };
    const fill = (text: string | undefined) => text && getTemplateSrv().replace(text, request.scopedVars);
    const filled = { ...query, label: fill(query.label), match: fill(query.match) };
    return from(listVariable(this.#resources, filled)).pipe(map((data) => ({ data })));
  }
}
