// One entry of `discovery`.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { conditions, labels } from '../fields/condition-text.ts';
import { CredentialField } from '../fields/credential-field.tsx';
import { DraftField } from '../fields/draft-field.tsx';
import { ListField } from '../fields/list-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import type { DiscoveryEntry } from '../options.ts';
import { put, readAmount } from '../put.ts';

interface Props {
  readonly entry: DiscoveryEntry;
  readonly change: (entry: DiscoveryEntry) => void;
  readonly field: string;
}

const urlHelp = {
  prometheus: 'Base of a server with /api/v1/targets, such as http://prometheus:9090. Its active targets are taken.',
  http_sd: 'A list in the format of Prometheus HTTP service discovery.',
};

export function DiscoveryFields({ entry, change, field }: Props) {
  return (
    <>
      <ChoiceField
        label="Ask"
        field={`${field}.type`}
        value={entry.type}
        choices={{ prometheus: 'Prometheus server', http_sd: 'HTTP service discovery', dns: 'DNS' }}
        onChange={(type) => change(changeType(entry, type))}
      />
      {entry.type === 'dns' ? (
        <ListField
          label="Names"
          description="One a line, in full. SRV records where a name begins with an underscore or no port is set, else addresses."
          field={`${field}.names`}
          value={entry.names}
          placeholder="_pprof._tcp.cart.example.com"
          onChange={(names) => change({ ...entry, names })}
        />
      ) : (
        <>
          <TextField
            label="Server URL"
            description={urlHelp[entry.type]}
            field={`${field}.url`}
            value={entry.url}
            placeholder="http://prometheus:9090"
            onChange={(url) => change({ ...entry, url })}
          />
          <CredentialField
            label="Credentials for the server"
            field={`${field}.auth`}
            value={entry.auth}
            onChange={(auth) => change(put(entry, 'auth', auth))}
          />
        </>
      )}
      <DraftField
        label="Take only where"
        description="Conditions on the labels found, those that begin with __ included. Regular expressions are anchored."
        field={`${field}.match`}
        value={entry.match ?? []}
        spelling={conditions}
        placeholder={'job=~"shop-.*", __meta_kubernetes_namespace="prod"'}
        onChange={(match) => change(put(entry, 'match', match))}
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
      <DraftField
        label="Labels"
        description="Added to every target found, over labels of the same name."
        field={`${field}.labels`}
        value={entry.labels ?? {}}
        spelling={labels}
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

/** Names belong to DNS; a server and its credentials to the others. */
function changeType(entry: DiscoveryEntry, type: DiscoveryEntry['type']): DiscoveryEntry {
  const { match, scheme, port, path, labels: set, targetAuth } = entry;
  const rest = { match, scheme, port, path, labels: set, targetAuth };
  if (type === 'dns') return { ...rest, type, names: entry.type === 'dns' ? entry.names : [] };
  const { url, auth } = entry.type === 'dns' ? { url: '', auth: undefined } : entry;
  return { ...rest, type, url, auth };
}
