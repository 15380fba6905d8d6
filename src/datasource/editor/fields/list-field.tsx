// A field for several values, with completion. Other values, such as variables, can be typed.
import React from 'react';
import type { ReactNode } from 'react';
import { EditorField } from '@grafana/plugin-ui';
import { MultiCombobox } from '@grafana/ui';
import type { FieldProps } from './field-props.ts';
import { loadChoices, matchChoices } from './load-choices.ts';
import type { ListChoices } from './load-choices.ts';
import { useStable } from './use-stable.ts';

interface Props extends FieldProps<readonly string[]> {
  readonly list: ListChoices;
}

export function ListField(props: Props) {
  const { id, label, tooltip, placeholder, width = 24, value: values, list, error, onChange } = props;
  const nameId = `${id}-name`;
  // Grafana measures labels to compute how many fit.
  const selected = useStable(values.map((value) => ({ value, label: value })));
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip} width={width} error={error} invalid={error !== undefined}>
      <Named id={nameId} name={label}>
        <MultiCombobox
          id={id}
          aria-labelledby={nameId}
          options={(typed) => loadChoices(list, typed).then((choices) => matchChoices(choices, typed))}
          value={selected}
          createCustomValue
          isClearable
          placeholder={placeholder}
          invalid={error !== undefined}
          onChange={(chosen) => onChange(chosen.map(({ value }) => String(value)))}
        />
      </Named>
    </EditorField>
  );
}

interface NamedProps {
  readonly id: string;
  readonly name: string;
  readonly children: ReactNode;
}

/** Names an input without an id, as in Grafana 12.3: a hidden element holds the name. */
function Named({ id, name, children }: NamedProps) {
  return (
    <>
      <span id={id} hidden>
        {name}
      </span>
      {children}
    </>
  );
}
