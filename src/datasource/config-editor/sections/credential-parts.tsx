// Fields of a credential that only some types have: the request of a token, and files for TLS.
import React from 'react';
import { Fold } from '../../fold.tsx';
import { ListField } from '../fields/list-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import type { AuthEntry } from '../options.ts';
import { put } from '../put.ts';

interface Props {
  readonly entry: AuthEntry;
  /** `auth[0]` */
  readonly field: string;
  readonly replace: (entry: AuthEntry) => void;
}

export function TokenFields({ entry, field, replace }: Props) {
  return (
    <>
      <TextField
        label="User"
        description="The client ID."
        field={`${field}.user`}
        value={entry.user}
        onChange={(user) => replace(put(entry, 'user', user))}
      />
      <TextField
        label="Token URL"
        description="The token endpoint. A token is kept until shortly before it expires."
        field={`${field}.tokenUrl`}
        value={entry.tokenUrl}
        placeholder="https://login.example.com/oauth2/token"
        onChange={(url) => replace(put(entry, 'tokenUrl', url))}
      />
      <ListField
        label="Scopes"
        description="One a line. Empty: the server's default."
        field={`${field}.scopes`}
        value={entry.scopes}
        onChange={(scopes) => replace(put(entry, 'scopes', scopes))}
      />
      <TextField
        label="Audience"
        description="For servers that want one."
        field={`${field}.audience`}
        value={entry.audience}
        onChange={(audience) => replace(put(entry, 'audience', audience))}
      />
    </>
  );
}

const tlsKeys = ['certFile', 'keyFile', 'caFile', 'serverName'] as const;

export function TlsFields({ entry, field, replace }: Props) {
  const { problems } = useForm();
  const set = tlsKeys.filter((key) => (entry[key] ?? '') !== '').length;
  const isFaulty = problems.some((one) => tlsKeys.some((key) => one.field === `${field}.${key}`));
  const input = (key: (typeof tlsKeys)[number], label: string, placeholder: string, description?: string) => (
    <TextField
      label={label}
      description={description}
      field={`${field}.${key}`}
      value={entry[key]}
      placeholder={placeholder}
      onChange={(value) => replace(put(entry, key, value))}
    />
  );
  return (
    <Fold title="TLS from files" summary={set === 0 ? 'none' : `${set} set`} isFaulty={isFaulty}>
      {input(
        'certFile',
        'Client certificate',
        '/run/tls/tls.crt',
        'PEM files are read for each request. An administrator allows their folder with credential_files in grafana.ini.',
      )}
      {input('keyFile', 'Client key', '/run/tls/tls.key')}
      {input('caFile', 'CA certificate', '/run/tls/ca.crt')}
      {input('serverName', 'Server name', 'app.internal', 'The name in the certificate, where the host has another.')}
    </Fold>
  );
}
