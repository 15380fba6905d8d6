// Named credentials for everything except `url`.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { SecretField } from '../fields/secret-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { EntryList } from '../entry-list.tsx';
import { useForm } from '../form.tsx';
import type { AuthEntry } from '../options.ts';
import { put } from '../put.ts';
import { dropSecret, hasSecret } from '../secrets.ts';
import { TlsFields, TokenFields } from './credential-parts.tsx';

export function CredentialList() {
  const { options, change, set } = useForm();
  const entries = options.jsonData.auth ?? [];
  const remove = (index: number) => {
    const left = {
      ...options,
      jsonData: put(
        options.jsonData,
        'auth',
        entries.filter((_, at) => at !== index),
      ),
    };
    const { name } = entries[index] ?? { name: '' };
    change(hasSecret(options, `auth.${name}`) ? dropSecret(left, `auth.${name}`) : left);
  };
  return (
    <EntryList<AuthEntry>
      noun="credentials"
      entries={entries}
      empty={{ name: '', type: 'bearer' }}
      onChange={(auth) => set('auth', auth)}
      onRemove={remove}
      render={(entry, _change, index) => <CredentialFields entry={entry} index={index} />}
    />
  );
}

function CredentialFields({ entry, index }: { readonly entry: AuthEntry; readonly index: number }) {
  const { options, change } = useForm();
  const field = `auth[${index}]`;
  const secret = `auth.${entry.name}`;
  const kept = options.secureJsonFields[secret] ?? false;
  const replace = (changed: AuthEntry, base = options) => {
    const auth = (options.jsonData.auth ?? []).map((one, at) => (at === index ? changed : one));
    change({ ...base, jsonData: { ...base.jsonData, auth } });
  };
  /** A newly typed secret moves with its name; a stored one cannot. */
  const rename = (name: string) => {
    const { [secret]: typed, ...others } = options.secureJsonData ?? {};
    const secureJsonData = typed === undefined ? others : { ...others, [`auth.${name}`]: typed };
    replace({ ...entry, name }, { ...options, secureJsonData });
  };
  return (
    <>
      <TextField
        label="Name"
        description={kept ? 'Reset the secret to rename.' : 'Targets, discovery and history refer to it.'}
        field={`${field}.name`}
        value={entry.name}
        placeholder="pods"
        disabled={kept}
        onChange={rename}
      />
      <ChoiceField
        label="Kind"
        field={`${field}.type`}
        value={entry.type}
        choices={kinds}
        onChange={(type) => replace(changeType(entry, type))}
      />
      {entry.type === 'basic' && (
        <TextField
          label="User"
          field={`${field}.user`}
          value={entry.user}
          onChange={(user) => replace(put(entry, 'user', user))}
        />
      )}
      {entry.type === 'header' && (
        <TextField
          label="Header"
          field={`${field}.header`}
          value={entry.header}
          placeholder="X-Api-Key"
          onChange={(header) => replace(put(entry, 'header', header))}
        />
      )}
      {entry.type === 'oauth2' && <TokenFields {...{ entry, field, replace }} />}
      {entry.type !== 'certificate' && (
        <TextField
          label="Secret file"
          description="A file on Grafana's server that holds the secret, such as a mounted token. An administrator allows its folder with credential_files in grafana.ini."
          field={`${field}.file`}
          value={entry.file}
          placeholder="/var/run/secrets/token"
          onChange={(file) => replace(put(entry, 'file', file))}
        />
      )}
      {entry.name !== '' && !entry.file && entry.type !== 'certificate' && (
        <SecretField label={secretLabels[entry.type]} secret={secret} field={`secureJsonData["${secret}"]`} />
      )}
      <TlsFields {...{ entry, field, replace }} />
    </>
  );
}

const kinds = {
  bearer: 'Bearer token',
  basic: 'User and password',
  header: 'Header',
  oauth2: 'OAuth 2 client credentials',
  certificate: 'Client certificate',
};

const secretLabels = { bearer: 'Token', basic: 'Password', header: 'Value', oauth2: 'Client secret' };

/** Keeps the fields that both types have. */
function changeType(entry: AuthEntry, type: AuthEntry['type']): AuthEntry {
  const { name, certFile, keyFile, caFile, serverName } = entry;
  const tls = { certFile, keyFile, caFile, serverName };
  const kept = Object.entries({ ...tls, ...keptBy(entry, type) }).filter(([, value]) => value !== undefined);
  return { name, type, ...Object.fromEntries(kept) };
}

function keptBy({ user, header, file }: AuthEntry, type: AuthEntry['type']): Partial<AuthEntry> {
  switch (type) {
    case 'basic':
    case 'oauth2':
      return { file, user };
    case 'header':
      return { file, header };
    case 'bearer':
      return { file };
    case 'certificate':
      return {};
  }
}
