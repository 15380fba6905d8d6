// Servers that have data from before Parked sampled.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { conditions } from '../fields/condition-text.ts';
import { CredentialField } from '../fields/credential-field.tsx';
import { DraftField } from '../fields/draft-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { EntryList } from '../entry-list.tsx';
import { useForm } from '../form.tsx';
import type { PastEntry } from '../options.ts';
import { put } from '../put.ts';

const kinds: Readonly<Record<PastEntry['type'], string>> = {
  prometheus: 'Prometheus: how many goroutines each process had',
  pyroscope: 'Pyroscope: its goroutine profiles',
};

export function PastList() {
  const { options, set } = useForm();
  return (
    <EntryList<PastEntry>
      noun="past"
      entries={options.jsonData.past}
      empty={{ type: 'prometheus', url: '' }}
      onChange={(past) => set('past', past)}
      render={(entry, change, index) => <PastFields entry={entry} change={change} field={`past[${index}]`} />}
    />
  );
}

interface FieldsProps {
  readonly entry: PastEntry;
  readonly change: (entry: PastEntry) => void;
  readonly field: string;
}

function PastFields({ entry, change, field }: FieldsProps) {
  return (
    <>
      <ChoiceField
        label="Ask"
        field={`${field}.type`}
        value={entry.type}
        choices={kinds}
        onChange={(type) => change({ ...entry, type })}
      />
      <TextField
        label="Server URL"
        field={`${field}.url`}
        value={entry.url}
        placeholder={entry.type === 'prometheus' ? 'http://prometheus:9090' : 'http://pyroscope:4040'}
        onChange={(url) => change({ ...entry, url })}
      />
      <DraftField
        label="Take only where"
        description="Conditions on the labels of its series."
        field={`${field}.match`}
        value={entry.match ?? []}
        format={conditions}
        placeholder={'namespace="shop"'}
        onChange={(match) => change(put(entry, 'match', match))}
      />
      <TextField
        label="Tenant"
        description="Sent as X-Scope-OrgID."
        field={`${field}.tenant`}
        value={entry.tenant}
        onChange={(tenant) => change(put(entry, 'tenant', tenant))}
      />
      <CredentialField
        label="Credentials"
        field={`${field}.auth`}
        value={entry.auth}
        onChange={(auth) => change(put(entry, 'auth', auth))}
      />
    </>
  );
}
