// What Grafana loads: the data source with its editors.
import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './config-editor/config-editor.tsx';
import { ParkedDataSource } from './data-source.ts';
import { QueryEditor } from './editor/query-editor.tsx';

export const plugin = new DataSourcePlugin(ParkedDataSource).setConfigEditor(ConfigEditor).setQueryEditor(QueryEditor);
