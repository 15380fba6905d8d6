// What Grafana loads: the data source with its editors.
import './public-path.ts';
import { DataSourcePlugin } from '@grafana/data';
import { ParkedDataSource } from './data-source.ts';
import { lazily } from './lazily.tsx';

const ConfigEditor = lazily(() =>
  import(/* webpackChunkName: "config-editor" */ './config-editor/config-editor.tsx').then((room) => room.ConfigEditor),
);
const QueryEditor = lazily(() =>
  import(/* webpackChunkName: "query-editor" */ './editor/query-editor.tsx').then((room) => room.QueryEditor),
);
const QueryHelp = lazily(() =>
  import(/* webpackChunkName: "query-help" */ './editor/query-help.tsx').then((room) => room.QueryHelp),
);

export const plugin = new DataSourcePlugin(ParkedDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
