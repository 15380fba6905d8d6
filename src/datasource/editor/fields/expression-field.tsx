// A regular expression, with completion by matching names.
import React from 'react';
import { EditorField } from '@grafana/plugin-ui';
import type { FieldProps } from './field-props.ts';
import { exactExpression, readExact } from './exact-expression.ts';
import { loadChoices } from './load-choices.ts';
import type { ListChoices } from './load-choices.ts';
import { OneChoice } from './one-choice.tsx';
import { useStable } from './use-stable.ts';

interface Props extends FieldProps<string | undefined> {
  readonly list: ListChoices;
}

/** A chosen name is matched exactly; typed text is an expression. */
export function ExpressionField(props: Props) {
  const { id, label, tooltip, placeholder, width = 32, value, list, error, onChange } = props;
  const selected = useStable(value === undefined ? null : { value, label: readExact(value) ?? value });
  const loadExact = async (typed: string) => {
    const choices = await loadChoices(list, typed);
    return choices.map((choice) =>
      choice.infoOption || choice.value.startsWith('$')
        ? choice
        : { ...choice, value: exactExpression(choice.value), label: choice.label ?? choice.value },
    );
  };
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip} width={width} error={error} invalid={error !== undefined}>
      <OneChoice
        id={id}
        options={loadExact}
        value={selected}
        createCustomValue
        customValueDescription="As a regular expression"
        isClearable
        placeholder={placeholder}
        invalid={error !== undefined}
        onChange={(chosen) => onChange(chosen || undefined)}
      />
    </EditorField>
  );
}
