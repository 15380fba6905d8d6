// What is kept of the past, and where.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { CredentialField } from '../fields/credential-field.tsx';
import { SwitchField } from '../fields/switch-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import type { ParkedOptions, PrometheusHistoryEntry } from '../options.ts';
import { put } from '../put.ts';

const durations = [
  ['interval', 'Interval', 'Least time between two samples of a target, from 1s to 1h.', '30s'],
  ['retention', 'Keep for', 'How long samples are kept, from 1h to 400d, within the bound on history.', '15d'],
  [
    'leakProfile',
    'Leak profile',
    "How often the runtime's leak profile is taken, which makes a target collect its garbage: off, or 1h at the least.",
    'off',
  ],
  [
    'idle',
    'Stop when unused for',
    'Grafana does not tell when a data source is deleted, so sampling stops after this long without a request.',
    '7d',
  ],
] as const;

export function SamplingFields() {
  const { options, set } = useForm();
  const sampling: NonNullable<ParkedOptions['sampling']> = options.jsonData.sampling ?? {};
  return (
    <>
      <SwitchField
        label="Take samples"
        description="Off where several Grafanas or parked collect share the work, and this one only reads."
        field="sampling.enabled"
        value={sampling.enabled ?? true}
        onChange={(on) => set('sampling', put(sampling, 'enabled', on ? undefined : false))}
      />
      {durations.map(([key, label, description, fallback]) => (
        <TextField
          key={key}
          label={label}
          description={description}
          field={`sampling.${key}`}
          value={sampling[key]}
          placeholder={fallback}
          onChange={(text) => set('sampling', put(sampling, key, text))}
        />
      ))}
      <HistoryFields />
    </>
  );
}

function HistoryFields() {
  const { options, set } = useForm();
  const { history } = options.jsonData;
  const server = typeof history === 'object' && history.type === 'prometheus' ? history : undefined;
  const change = (key: 'remoteWrite' | 'query' | 'auth', value: string | undefined) => {
    const changed: PrometheusHistoryEntry = put(server ?? { type: 'prometheus' }, key, value);
    set('history', changed);
  };
  return (
    <>
      <ChoiceField
        label="Where history lies"
        description="Embedded: one file on Grafana's server. Prometheus: any server that takes remote write and answers PromQL (Mimir, Thanos, VictoriaMetrics)."
        field="history"
        value={server?.type ?? 'embedded'}
        choices={{ embedded: 'Embedded', prometheus: 'Prometheus' }}
        onChange={(type) => set('history', type === 'prometheus' ? { type } : undefined)}
      />
      {server && (
        <>
          <TextField
            label="Remote write URL"
            description="Where samples go. Empty when others write, with samples off."
            field="history.remoteWrite"
            value={server.remoteWrite}
            placeholder="http://prometheus:9090/api/v1/write"
            onChange={(url) => change('remoteWrite', url)}
          />
          <TextField
            label="Query URL"
            description="Base of the server that is asked; Parked adds /api/v1/query."
            field="history.query"
            value={server.query}
            placeholder="http://prometheus:9090"
            onChange={(url) => change('query', url)}
          />
          <CredentialField
            label="Credentials"
            field="history.auth"
            value={server.auth}
            onChange={(auth) => change('auth', auth)}
          />
        </>
      )}
    </>
  );
}
