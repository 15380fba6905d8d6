// Draws one editor with the props that Grafana passes. Its changes come back to it.
import React, { useState } from 'react';
import type { ComponentType } from 'react';
import { createTheme, ThemeContext } from '@grafana/data';
import type { DataSourceApi, DataSourcePlugin } from '@grafana/data';
import { PortalContainer } from '@grafana/ui';
import type { Screen } from './api.ts';

type Value = Readonly<Record<string, unknown>>;
type Editor = ComponentType<Record<string, unknown>>;

export interface StageProps {
  readonly screen: Screen;
  readonly plugin: DataSourcePlugin<DataSourceApi>;
  readonly datasource: DataSourceApi;
  readonly onWrite: (value: Value) => void;
  readonly onRun: () => void;
}

const theme = createTheme({ colors: { mode: 'dark' } });

export function Stage(props: StageProps) {
  const { Editor, value: first, more } = cast(props);
  const [value, setValue] = useState(first);
  const change = (changed: Value) => {
    props.onWrite(changed);
    setValue(changed);
  };
  const own =
    props.screen.editor === 'config'
      ? { options: value, onOptionsChange: change }
      : { query: value, onChange: change, onRunQuery: props.onRun, onClickExample: change };
  return (
    <ThemeContext.Provider value={theme}>
      <Editor datasource={props.datasource} {...own} {...more} />
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

/** Who plays a screen, and with what. */
function cast({ screen, plugin, datasource }: StageProps): { Editor: Editor; value: Value; more?: Value } {
  const { components } = plugin;
  switch (screen.editor) {
    case 'config':
      return { Editor: find(components.ConfigEditor, 'config editor'), value: screen.options };
    case 'query':
      return {
        Editor: find(components.QueryEditor, 'query editor'),
        value: screen.query,
        more: { app: screen.app, queries: [] },
      };
    case 'help':
      return { Editor: find(components.QueryEditorHelp, 'help'), value: screen.query };
    case 'variable':
      return { Editor: find(readKey(datasource.variables, 'editor'), 'variable editor'), value: screen.query };
    case 'annotation':
      return annotate(plugin, datasource);
  }
}

/** As Grafana's own annotation editor does with a plugin that has none of its own. */
function annotate(plugin: DataSourcePlugin<DataSourceApi>, datasource: DataSourceApi) {
  const fresh = { name: 'leaks', enable: true, iconColor: 'red' };
  const annotation = datasource.annotations?.prepareAnnotation?.(fresh);
  return {
    Editor: find(plugin.components.QueryEditor, 'query editor'),
    value: { refId: 'Anno', ...annotation?.target },
    more: { annotation, onAnnotationChange: () => undefined },
  };
}

function readKey(value: object | undefined, key: string): unknown {
  return value === undefined ? undefined : (value as Record<string, unknown>)[key];
}

function find(editor: unknown, what: string): Editor {
  if (editor === undefined) throw new Error(`The plugin has no ${what}.`);
  return editor as Editor;
}
