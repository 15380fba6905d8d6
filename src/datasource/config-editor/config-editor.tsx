// The settings of a data source: one URL is enough.
import React from 'react';
import type { ChangeEvent } from 'react';
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, Input } from '@grafana/ui';

export function ConfigEditor({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps) {
  const setUrl = (event: ChangeEvent<HTMLInputElement>) =>
    onOptionsChange({ ...options, url: event.currentTarget.value });
  return (
    <Field label="URL" description="Where a Go program serves its profiles">
      <Input
        id="parked-url"
        value={options.url}
        onChange={setUrl}
        placeholder="http://localhost:6060"
        width={60}
        disabled={options.readOnly}
      />
    </Field>
  );
}
