// The editor of a dashboard variable: what to list, and for which label.
import React from 'react';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { ChoiceField } from '../editor/fields/choice-field.tsx';
import { loadChoices, matchChoices } from '../editor/fields/load-choices.ts';
import { OneChoice } from '../editor/fields/one-choice.tsx';
import { TextField } from '../editor/fields/text-field.tsx';
import { listOf } from '../editor/parts/list-of.ts';
import type { Resources } from '../resources.ts';
import { variableKinds, variableKindWords } from './variable-query.ts';
import type { VariableQuery } from './variable-query.ts';

interface Props {
  readonly resources: Resources;
  readonly query: VariableQuery;
  readonly onChange: (query: VariableQuery) => void;
}

const kinds = variableKinds.map((value) => ({ value, ...variableKindWords[value] }));

export function VariableEditor({ resources, query, onChange }: Props) {
  const kind = query.kind ?? 'labelValues';
  const listLabels = listOf(() => resources.listLabels());
  const labelError = query.label ? undefined : 'Choose a label';
  // Lists reload at once after a change, except while the user types.
  const put = (change: Partial<VariableQuery>) => onChange({ ...query, refId: query.refId || 'variable', ...change });
  return (
    <EditorRow>
      <ChoiceField
        id="parked-variable-kind"
        label="List"
        width={26}
        value={kind}
        choices={kinds}
        onChange={(chosen) => put({ kind: chosen })}
      />
      {kind === 'labelValues' && (
        <EditorField
          label="Label"
          htmlFor="parked-variable-label"
          width={22}
          error={labelError}
          invalid={labelError !== undefined}
        >
          <OneChoice
            id="parked-variable-label"
            options={(typed) => loadChoices(listLabels).then((choices) => matchChoices(choices, typed))}
            value={query.label ?? null}
            createCustomValue
            placeholder="service"
            onChange={(chosen) => put({ kind, label: chosen ?? undefined })}
          />
        </EditorField>
      )}
      {kind === 'functions' && (
        <TextField
          id="parked-variable-match"
          label="Name contains"
          placeholder="shop/cart"
          width={26}
          value={query.match}
          onChange={(match) => put({ kind, match })}
        />
      )}
    </EditorRow>
  );
}
