// Who may take dumps, which stop the target's world while they are written.
import React from 'react';
import { ChoiceField } from '../fields/choice-field.tsx';
import { SwitchField } from '../fields/switch-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import type { ParkedOptions } from '../options.ts';
import { put, readAmount } from '../put.ts';

export function DumpFields() {
  const { options, set } = useForm();
  const dumps: NonNullable<ParkedOptions['dumps']> = options.jsonData.dumps ?? {};
  return (
    <>
      <ChoiceField
        label="Least role"
        description="Who may take a dump."
        field="dumps.role"
        value={dumps.role ?? 'Editor'}
        choices={{ Viewer: 'Viewer', Editor: 'Editor', Admin: 'Admin' }}
        onChange={(role) => set('dumps', put(dumps, 'role', role === 'Editor' ? undefined : role))}
      />
      <TextField
        label="Most goroutines"
        description="Above this, a dump is refused and the refusal says how long the pause would have been. 0 lifts the bound."
        field="dumps.maxGoroutines"
        value={dumps.maxGoroutines}
        placeholder="1000"
        onChange={(text) => set('dumps', put(dumps, 'maxGoroutines', readAmount(text)))}
      />
      <SwitchField
        label="In alert rules"
        description="Let alert rules take dumps, at every evaluation."
        field="dumps.inAlerts"
        value={dumps.inAlerts ?? false}
        onChange={(on) => set('dumps', put(dumps, 'inAlerts', on || undefined))}
      />
    </>
  );
}
