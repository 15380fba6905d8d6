// The URL of the profiles and the name of the process: enough for one process.
import React from 'react';
import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Input } from '@grafana/ui';
import { labels } from '../fields/condition-text.ts';
import { DraftField } from '../fields/draft-field.tsx';
import { describeControl, Help } from '../fields/field-text.tsx';
import { useForm } from '../form.tsx';

/** Uses the names of Grafana's own field. */
const id = 'connection-url';

export function ConnectionSection() {
  const { options, readOnly, problemAt, change, set } = useForm();
  const error = problemAt('url');
  return (
    <ConfigSection title="Connection">
      <Field
        label="URL"
        htmlFor={id}
        description={
          <Help
            field="url"
            text="Base of a Go process that serves net/http/pprof, as Grafana's server reaches it. Leave it empty when targets are listed or discovered below."
          />
        }
        error={error}
        invalid={error !== undefined}
        disabled={readOnly}
      >
        <Input
          id={id}
          {...describeControl({ label: 'Data source connection URL', field: 'url' })}
          // Grafana 12.4's own input only turns red.
          aria-invalid={error !== undefined}
          placeholder="http://localhost:6060"
          value={options.url}
          onChange={(event) => change({ ...options, url: event.currentTarget.value })}
        />
      </Field>
      <DraftField
        label="Labels of the URL"
        description="What others call this process, so that its numbers join with those of Prometheus. service is the host name and instance is host:port when empty."
        field="labels"
        value={options.jsonData.labels ?? {}}
        format={labels}
        placeholder={'service="shop"'}
        onChange={(changed) => set('labels', changed)}
      />
    </ConfigSection>
  );
}
