// `source`: a function's lines with the goroutines parked on each.
import React from 'react';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { OneChoice } from '../fields/one-choice.tsx';
import { FilterPart } from '../parts/filter-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import { loadChoices } from '../fields/load-choices.ts';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';

export function SourceEditor(props: PartProps) {
  const { query, resources, idPrefix, problem, onChange } = props;
  const id = `${idPrefix}-source-function`;
  const error = query.function ? problemAt(problem, 'function') : 'Choose a function: its source is shown.';
  return (
    <>
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
      <SourcePart {...props} />
      <FilterPart {...props} />
    </>
  );
}
