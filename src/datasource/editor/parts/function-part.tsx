// The function whose source is shown. A selected stack already names one.
import React from 'react';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { loadChoices } from '../fields/load-choices.ts';
import { OneChoice } from '../fields/one-choice.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';

export function FunctionPart({ query, resources, idPrefix, problem, onChange }: PartProps) {
  const id = `${idPrefix}-source-function`;
  const error = query.function ? problemAt(problem, 'function') : 'Choose a function: its source is shown.';
  return (
    <EditorRow>
      <EditorField label="Function to show" htmlFor={id} width={40} error={error} invalid={error !== undefined}>
        <OneChoice
          id={id}
          options={(typed) => loadChoices((text) => resources.listFunctions(text), typed)}
          value={query.function ?? null}
          createCustomValue
          customValueDescription="This function"
          placeholder="shop/cart.(*Store).Put"
          invalid={error !== undefined}
          onChange={(chosen) => onChange({ function: chosen ?? undefined })}
        />
      </EditorField>
    </EditorRow>
  );
}
