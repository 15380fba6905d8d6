// Further targets, listed by hand.
import React from 'react';
import { CredentialField } from '../fields/credential-field.tsx';
import { labels } from '../fields/condition-text.ts';
import { DraftField } from '../fields/draft-field.tsx';
import { ListField } from '../fields/list-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { EntryList } from '../entry-list.tsx';
import { useForm } from '../form.tsx';
import type { TargetsEntry } from '../options.ts';
import { put } from '../put.ts';

export function TargetLists() {
  const { options, set } = useForm();
  return (
    <EntryList<TargetsEntry>
      noun="target list"
      entries={options.jsonData.targets}
      empty={{ urls: [] }}
      onChange={(targets) => set('targets', targets)}
      render={(entry, change, index) => <TargetsFields entry={entry} change={change} field={`targets[${index}]`} />}
    />
  );
}

interface FieldsProps {
  readonly entry: TargetsEntry;
  readonly change: (entry: TargetsEntry) => void;
  readonly field: string;
}

function TargetsFields({ entry, change, field }: FieldsProps) {
  return (
    <>
      <ListField
        label="URLs"
        description="One a line: the base (http://app:6060) or the full pprof root (…/debug/pprof)."
        field={`${field}.urls`}
        value={entry.urls}
        placeholder={'http://10.1.0.4:6060\nhttp://10.1.0.5:6060'}
        onChange={(urls) => change({ ...entry, urls })}
      />
      <DraftField
        label="Labels"
        description="Set on each of them. service defaults to the host name, instance to host:port."
        field={`${field}.labels`}
        value={entry.labels ?? {}}
        format={labels}
        placeholder={'service="cart", zone="a"'}
        onChange={(set) => change(put(entry, 'labels', set))}
      />
      <TextField
        label="Metrics page"
        description="Where they serve their own figures: a path, or a whole URL."
        field={`${field}.metrics`}
        value={entry.metrics}
        placeholder="/metrics"
        onChange={(metrics) => change(put(entry, 'metrics', metrics))}
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
