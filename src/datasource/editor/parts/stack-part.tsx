// The stack that is described.
import React from 'react';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { loadChoices } from '../fields/load-choices.ts';
import { OneChoice } from '../fields/one-choice.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';

export function StackPart({ query, resources, idPrefix, problem, onChange }: PartProps) {
  const id = `${idPrefix}-stack`;
  const [fingerprint] = query.filter?.fingerprints ?? [];
  const error = fingerprint ? problemAt(problem, 'filter') : 'Choose a stack: everything about it is shown.';
  return (
    <EditorRow>
      <EditorField label="Stack" htmlFor={id} width={40} error={error} invalid={error !== undefined}>
        <OneChoice
          id={id}
          options={(typed) => loadChoices((text) => resources.listStacks(text), typed)}
          value={fingerprint ?? null}
          createCustomValue
          customValueDescription="This fingerprint"
          placeholder="0123456789abcdef"
          invalid={error !== undefined}
          onChange={(chosen) => onChange({ filter: chosen === null ? {} : { fingerprints: [chosen] } })}
        />
      </EditorField>
    </EditorRow>
  );
}
