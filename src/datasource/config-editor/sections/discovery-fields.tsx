// One entry of `discovery`.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { conditions, labels } from '../fields/condition-text.ts';
import { CredentialField } from '../fields/credential-field.tsx';
import { DraftField } from '../fields/draft-field.tsx';
import { relabelRules } from '../fields/relabel-text.ts';
import { TextField } from '../fields/text-field.tsx';
import type { DiscoveryEntry } from '../options.ts';
import { put, readAmount } from '../put.ts';
import { DiscoverySource, discoveryTypes, emptySources } from './discovery-source.tsx';

interface Props {
  readonly entry: DiscoveryEntry;
  readonly change: (entry: DiscoveryEntry) => void;
  readonly field: string;
}

export function DiscoveryFields({ entry, change, field }: Props) {
  return (
    <>
      <ChoiceField
        label="Ask"
        field={`${field}.type`}
        value={entry.type}
        choices={discoveryTypes}
        onChange={(type) => change(changeType(entry, type))}
      />
      <DiscoverySource entry={entry} change={change} field={field} />
      <DraftField
        label="Take only where"
        description="Conditions on the labels found, those that begin with __ included. Regular expressions are anchored."
        field={`${field}.match`}
        value={entry.match ?? []}
        format={conditions}
        placeholder={'job=~"shop-.*", __meta_kubernetes_namespace="prod"'}
        onChange={(match) => change(put(entry, 'match', match))}
      />
      <DraftField
        label="Relabel"
        description="Rules in JSON, as relabel_configs of Prometheus: source_labels, separator, regex, target_label, replacement, action."
        field={`${field}.relabel_configs`}
        value={entry.relabel_configs ?? []}
        format={relabelRules}
        placeholder={'[{ "source_labels": ["__meta_consul_dc"], "target_label": "zone" }]'}
        rows={2}
        onChange={(rules) => change(put(entry, 'relabel_configs', rules.length === 0 ? undefined : rules))}
      />
      <TextField
        label="Port of pprof"
        description="Where pprof listens, when that is not where discovery points."
        field={`${field}.port`}
        value={entry.port}
        placeholder="6060"
        onChange={(port) => change(put(entry, 'port', readAmount(port)))}
      />
      <ChoiceField
        label="Scheme"
        field={`${field}.scheme`}
        value={entry.scheme ?? 'found'}
        choices={{ found: 'As found', http: 'http', https: 'https' }}
        onChange={(scheme) => change(put(entry, 'scheme', scheme === 'found' ? undefined : scheme))}
      />
      <TextField
        label="Path"
        description="Base path or pprof root of the targets found."
        field={`${field}.path`}
        value={entry.path}
        placeholder="/debug/pprof"
        onChange={(path) => change(put(entry, 'path', path))}
      />
      <TextField
        label="Metrics path"
        description="Of the targets found. Only this path and /metrics are asked with the credentials for the targets."
        field={`${field}.metrics`}
        value={entry.metrics}
        placeholder="/metrics"
        onChange={(metrics) => change(put(entry, 'metrics', metrics))}
      />
      <DraftField
        label="Labels"
        description="Added to every target found, over labels of the same name."
        field={`${field}.labels`}
        value={entry.labels ?? {}}
        format={labels}
        placeholder={'cluster="eu-1"'}
        onChange={(set) => change(put(entry, 'labels', set))}
      />
      <CredentialField
        label="Credentials for the targets"
        field={`${field}.targetAuth`}
        value={entry.targetAuth}
        onChange={(auth) => change(put(entry, 'targetAuth', auth))}
      />
    </>
  );
}

/** Keeps common fields when the type changes. */
function changeType(entry: DiscoveryEntry, type: DiscoveryEntry['type']): DiscoveryEntry {
  const { match, relabel_configs, scheme, port, path, metrics, labels: set, targetAuth } = entry;
  const rest = { match, relabel_configs, scheme, port, path, metrics, labels: set, targetAuth };
  const empty = emptySources[type];
  if ('url' in entry && 'url' in empty) return { ...rest, ...empty, url: entry.url, auth: entry.auth };
  return { ...rest, ...empty };
}
