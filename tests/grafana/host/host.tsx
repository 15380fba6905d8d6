// The page that hosts the built plugin as Grafana does, with the packages and the React of one release.
import React from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import { dateTime } from '@grafana/data';
import type {
  DataFrame,
  DataQueryRequest,
  DataSourceApi,
  DataSourceInstanceSettings,
  DataSourcePlugin,
} from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { firstValueFrom, from } from 'rxjs';
import type { Host, Written } from './api.ts';
import { provideServices } from './services.ts';
import { listMissing, loadModule, sharePackages } from './shared.ts';
import { Stage } from './stage.tsx';

const settings = {
  id: 1,
  uid: 'leaks',
  name: 'Leaks',
  type: 'parked-goroutines-datasource',
  url: '/api/datasources/proxy/uid/leaks',
  access: 'proxy',
  readOnly: false,
  jsonData: {},
  meta: { id: 'parked-goroutines-datasource', name: 'Parked', type: 'datasource' },
} as unknown as DataSourceInstanceSettings;

let plugin: DataSourcePlugin<DataSourceApi> | undefined;
let datasource: DataSourceApi | undefined;
let root: Root | undefined;
let written: { value: Written['value']; runs: number } = { value: {}, runs: 0 };

function need<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('The plugin is not loaded.');
  return thing;
}

const host: Host = {
  listMissing,
  async load(url) {
    plugin = (await loadModule(url))['plugin'] as DataSourcePlugin<DataSourceApi>;
    datasource = new plugin.DataSourceClass(settings);
  },
  show(screen) {
    root?.unmount();
    written = { value: {}, runs: 0 };
    const stage = document.createElement('main');
    document.body.replaceChildren(stage);
    root = createRoot(stage);
    root.render(
      <Stage
        screen={screen}
        plugin={need(plugin)}
        datasource={need(datasource)}
        onWrite={(value) => (written = { ...written, value })}
        onRun={() => (written = { ...written, runs: written.runs + 1 })}
      />,
    );
  },
  read: () => written,
  async ask(query, app) {
    const range = { from: dateTime(0), to: dateTime(60_000), raw: { from: 'now-1m', to: 'now' } };
    const request = { targets: [{ refId: 'A', ...query }], app, range, scopedVars: {} };
    const asked = from(need(datasource).query(request as unknown as DataQueryRequest));
    const answer = await firstValueFrom(asked);
    const frames = answer.data as readonly DataFrame[];
    return frames.flatMap(({ fields }) => fields.map(({ name }) => name));
  },
};

sharePackages();
provideServices();
// Grafana's components take their texts from translations that are loaded before anything is drawn.
await initPluginTranslations('host');
Object.assign(window, { host });
