// Where samples are stored. A record, so that the compiler demands the fields of a new engine.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { conditions, labels as labelSpelling } from '../fields/condition-text.ts';
import { CredentialField } from '../fields/credential-field.tsx';
import { DraftField } from '../fields/draft-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import type { HistoryEntry } from '../options.ts';
import { put } from '../put.ts';

type EngineName = HistoryEntry['type'];

interface EngineField {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
}

interface Engine {
  readonly label: string;
  readonly fields: readonly EngineField[];
}

const engines: Readonly<Record<EngineName, Engine>> = {
  embedded: { label: 'Embedded', fields: [] },
  prometheus: {
    label: 'Prometheus',
    fields: [
      {
        key: 'remoteWrite',
        label: 'Remote write URL',
        description: 'Where samples go. Empty when others write, with samples off.',
        placeholder: 'http://prometheus:9090/api/v1/write',
      },
      {
        key: 'query',
        label: 'Query URL',
        description: 'Base of the server that is asked; Parked adds /api/v1/query.',
        placeholder: 'http://prometheus:9090',
      },
    ],
  },
  pyroscope: {
    label: 'Pyroscope (read only)',
    fields: [
      {
        key: 'url',
        label: 'URL',
        description: 'Base of the server that holds the profiles. Others send them, with sampling off here.',
        placeholder: 'http://pyroscope:4040',
      },
      { key: 'tenant', label: 'Tenant', description: 'Sent as X-Scope-OrgID; empty for none.', placeholder: '' },
    ],
  },
};

const labels = Object.fromEntries(Object.entries(engines).map(([name, { label }]) => [name, label])) as Record<
  EngineName,
  string
>;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function HistoryFields() {
  const { options, set } = useForm();
  const { history = 'embedded' } = options.jsonData;
  const type = typeof history === 'string' ? history : history.type;
  const values: Readonly<Record<string, unknown>> = typeof history === 'string' ? { type } : { ...history };
  const change = (key: string, value: string | undefined) => set('history', put(values, key, value) as HistoryEntry);
  return (
    <>
      <ChoiceField
        label="Where history lies"
        description="Embedded: one file on Grafana's server. Prometheus: any server that takes remote write and answers PromQL (Mimir, Thanos, VictoriaMetrics). Pyroscope: profiles that others collect, read only."
        field="history"
        value={type}
        choices={labels}
        onChange={(chosen) => set('history', chosen === 'embedded' ? undefined : { type: chosen })}
      />
      {engines[type].fields.map(({ key, ...words }) => (
        <TextField
          key={key}
          {...words}
          field={`history.${key}`}
          value={textOf(values[key])}
          onChange={(value) => change(key, value)}
        />
      ))}
      {typeof history !== 'string' && history.type === 'prometheus' && (
        <>
          <DraftField
            label="External labels"
            description="Written on every series, to tell this Parked from others that write to the same server."
            field="history.externalLabels"
            value={history.externalLabels ?? {}}
            format={labelSpelling}
            placeholder={'cluster="eu-1"'}
            onChange={(externalLabels) => set('history', put(history, 'externalLabels', externalLabels))}
          />
          <DraftField
            label="Read only where"
            description="Conditions on the labels of the series that are read, where the server holds those of others too."
            field="history.match"
            value={history.match ?? []}
            format={conditions}
            placeholder={'cluster="eu-1"'}
            onChange={(match) => set('history', put(history, 'match', match))}
          />
        </>
      )}
      {type !== 'embedded' && (
        <CredentialField
          label="Credentials"
          field="history.auth"
          value={textOf(values['auth'])}
          onChange={(auth) => change('auth', auth)}
        />
      )}
    </>
  );
}
