// Who may take dumps. A dump stops the target while it is written.
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
        label="Longest pause"
        description="A dump that would stop the process for longer is refused. The refusal names the pause."
        field="dumps.maxPause"
        value={dumps.maxPause}
        placeholder="250ms"
        onChange={(text) => set('dumps', put(dumps, 'maxPause', text))}
      />
      <TextField
        label="Longest pause when a stack begins to leak"
        description="One dump is taken and kept then, at most once an hour and target, if it stops the process no longer than this. 0 never takes one."
        field="dumps.atOnset"
        value={dumps.atOnset}
        placeholder="10ms"
        onChange={(text) => set('dumps', put(dumps, 'atOnset', text))}
      />
      {dumps.maxGoroutines !== undefined && (
        <TextField
          label="Most goroutines"
          description="The bound of older settings. Empty it, and the pause alone is the bound."
          field="dumps.maxGoroutines"
          value={dumps.maxGoroutines}
          onChange={(text) => set('dumps', put(dumps, 'maxGoroutines', readAmount(text)))}
        />
      )}
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
