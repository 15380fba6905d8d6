// The source of an entry of `discovery`: one group of fields per type.
import React from 'react';
import { CredentialField } from '../fields/credential-field.tsx';
import { ListField } from '../fields/list-field.tsx';
import { SwitchField } from '../fields/switch-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import type { DiscoveryEntry } from '../options.ts';
import { put } from '../put.ts';

export type DiscoveryType = DiscoveryEntry['type'];
type EntryOf<Type extends DiscoveryType> = Extract<DiscoveryEntry, { type: Type }>;
type ServerType = 'prometheus' | 'http_sd' | 'consul';

export const discoveryTypes: Readonly<Record<DiscoveryType, string>> = {
  prometheus: 'Prometheus server',
  http_sd: 'HTTP service discovery',
  dns: 'DNS',
  kubernetes: 'Kubernetes',
  consul: 'Consul',
  file: 'Files',
};

/** An empty entry of the type. */
export const emptySources: { readonly [Type in DiscoveryType]: EntryOf<Type> } = {
  prometheus: { type: 'prometheus', url: '' },
  http_sd: { type: 'http_sd', url: '' },
  dns: { type: 'dns', names: [] },
  kubernetes: { type: 'kubernetes' },
  consul: { type: 'consul', url: '' },
  file: { type: 'file', files: [] },
};

interface Props<Entry> {
  readonly entry: Entry;
  readonly change: (entry: DiscoveryEntry) => void;
  readonly field: string;
}

const urlHelp: Readonly<Record<ServerType, string>> = {
  prometheus: 'Base of a server with /api/v1/targets, such as http://prometheus:9090. Its active targets are taken.',
  http_sd: 'A list in the format of Prometheus HTTP service discovery.',
  consul: 'Base of an agent, such as http://consul:8500. Instances whose checks are critical are left out.',
};

export function DiscoverySource({ entry, change, field }: Props<DiscoveryEntry>) {
  switch (entry.type) {
    case 'dns':
      return (
        <ListField
          label="Names"
          description="One a line, in full. SRV records where a name begins with an underscore or no port is set, else addresses."
          field={`${field}.names`}
          value={entry.names}
          placeholder="_pprof._tcp.cart.example.com"
          onChange={(names) => change({ ...entry, names })}
        />
      );
    case 'file':
      return (
        <ListField
          label="Files"
          description="One path a line, in Prometheus' file SD format. An administrator allows folders with discovery_files in grafana.ini."
          field={`${field}.files`}
          value={entry.files}
          placeholder="/etc/parked/targets/*.json"
          onChange={(files) => change({ ...entry, files })}
        />
      );
    case 'kubernetes':
      return <KubernetesSource entry={entry} change={change} field={field} />;
    case 'consul':
      return (
        <>
          <ServerSource entry={entry} change={change} field={field} />
          <ListField
            label="Services"
            description="One a line. None: all that the agent knows."
            field={`${field}.services`}
            value={entry.services ?? []}
            placeholder="cart"
            onChange={(services) => change({ ...entry, services })}
          />
        </>
      );
    case 'prometheus':
    case 'http_sd':
      return <ServerSource entry={entry} change={change} field={field} />;
  }
}

function ServerSource({ entry, change, field }: Props<EntryOf<ServerType>>) {
  return (
    <>
      <TextField
        label="Server URL"
        description={urlHelp[entry.type]}
        field={`${field}.url`}
        value={entry.url}
        placeholder={entry.type === 'consul' ? 'http://consul:8500' : 'http://prometheus:9090'}
        onChange={(url) => change({ ...entry, url })}
      />
      <CredentialField
        label="Credentials for the server"
        field={`${field}.auth`}
        value={entry.auth}
        onChange={(auth) => change(put(entry, 'auth', auth))}
      />
    </>
  );
}

function KubernetesSource({ entry, change, field }: Props<EntryOf<'kubernetes'>>) {
  return (
    <>
      <TextField
        label="API server"
        description="Empty: the cluster that Grafana runs in, with its own service account."
        field={`${field}.apiServer`}
        value={entry.apiServer}
        placeholder="https://kubernetes.example:6443"
        onChange={(apiServer) => change(put(entry, 'apiServer', apiServer))}
      />
      <CredentialField
        label="Credentials for the server"
        field={`${field}.auth`}
        value={entry.auth}
        onChange={(auth) => change(put(entry, 'auth', auth))}
      />
      <TextField
        label="CA file"
        description="PEM file with the CA of the API server. An administrator allows its folder with credential_files in grafana.ini."
        field={`${field}.caFile`}
        value={entry.caFile}
        placeholder="/etc/parked/ca.crt"
        onChange={(caFile) => change(put(entry, 'caFile', caFile))}
      />
      <ListField
        label="Namespaces"
        description="One a line. None: all that the credentials may see."
        field={`${field}.namespaces`}
        value={entry.namespaces ?? []}
        placeholder="shop"
        onChange={(namespaces) => change({ ...entry, namespaces })}
      />
      <TextField
        label="Label selector"
        description="As kubectl takes it."
        field={`${field}.selector`}
        value={entry.selector}
        placeholder="app.kubernetes.io/part-of=shop"
        onChange={(selector) => change(put(entry, 'selector', selector))}
      />
      <TextField
        label="Name of the port"
        description="Of the container port where pprof listens, in place of a number."
        field={`${field}.portName`}
        value={entry.portName}
        placeholder="pprof"
        onChange={(portName) => change(put(entry, 'portName', portName))}
      />
      <SwitchField
        label="Through the API server"
        description="Reads pods through its proxy, where the network does not reach them. It does not reach a pod's loopback address."
        field={`${field}.viaProxy`}
        value={entry.viaProxy ?? false}
        onChange={(viaProxy) => change({ ...entry, viaProxy })}
      />
    </>
  );
}
