// A named baseline, from the list of those that were kept.
import React from 'react';
import { EditorField } from '@grafana/plugin-ui';
import { loadChoices, matchChoices } from '../fields/load-choices.ts';
import { OneChoice } from '../fields/one-choice.tsx';
import type { PartProps } from '../part.ts';

interface Props extends Pick<PartProps, 'resources' | 'idPrefix'> {
  readonly name: string;
  readonly error: string | undefined;
  readonly onName: (name: string) => void;
}

export function BaselineName({ resources, idPrefix, name, error, onName }: Props) {
  const id = `${idPrefix}-baseline-name`;
  return (
    <EditorField label="Baseline" htmlFor={id} width={24} error={error} invalid={error !== undefined}>
      <OneChoice
        id={id}
        options={(typed) => loadChoices(() => resources.listBaselines()).then((all) => matchChoices(all, typed))}
        value={name === '' ? null : name}
        createCustomValue
        placeholder="choose one"
        invalid={error !== undefined}
        onChange={(chosen) => onName(chosen ?? '')}
      />
    </EditorField>
  );
}
