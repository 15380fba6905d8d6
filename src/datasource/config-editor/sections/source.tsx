// Where source code can be opened and read.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { CredentialField } from '../fields/credential-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import { put } from '../put.ts';

export function SourceFields() {
  const { options, set } = useForm();
  const { sourceLink, sourceRaw, sourceRole } = options.jsonData;
  const raw = typeof sourceRaw === 'string' ? { url: sourceRaw } : (sourceRaw ?? {});
  return (
    <>
      <TextField
        label="Source link"
        description="Page to open for a line of code, with {module}, {version}, {file} and {line}."
        field="sourceLink"
        value={sourceLink}
        placeholder="https://github.com/acme/shop/blob/{version}/{file}#L{line}"
        onChange={(text) => set('sourceLink', text)}
      />
      <TextField
        label="Source to read"
        description="The same for the text itself: goroutines are then shown beside the lines they are parked on."
        field={typeof sourceRaw === 'string' ? 'sourceRaw' : 'sourceRaw.url'}
        value={raw.url}
        placeholder="https://raw.githubusercontent.com/acme/shop/{version}/{file}"
        onChange={(url) => set('sourceRaw', url === '' ? undefined : put<{ url?: string }, 'url'>(raw, 'url', url))}
      />
      {raw.url && (
        <>
          <CredentialField
            label="Credentials for the source"
            field="sourceRaw.auth"
            value={raw.auth}
            onChange={(auth) => set('sourceRaw', put<{ auth?: string }, 'auth'>(raw, 'auth', auth))}
          />
          <ChoiceField
            label="Least role"
            description="Who may see source lines."
            field="sourceRole"
            value={sourceRole ?? 'Editor'}
            choices={{ Viewer: 'Viewer', Editor: 'Editor', Admin: 'Admin' }}
            onChange={(role) => set('sourceRole', role === 'Editor' ? undefined : role)}
          />
        </>
      )}
    </>
  );
}
