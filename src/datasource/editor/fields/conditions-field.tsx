// Conditions on labels, one per line: label, operator, value.
import React from 'react';
import { InputGroup } from '@grafana/plugin-ui';
import { Button, Stack, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import type { Matcher, MatchOperator } from '../../../core/labels.ts';
import { matchOperators } from '../../../core/labels.ts';
import { Group } from './group.tsx';
import { loadChoices, matchChoices } from './load-choices.ts';
import type { ListChoices } from './load-choices.ts';
import { OneChoice } from './one-choice.tsx';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Text of the add button: "condition on targets". */
  readonly noun: string;
  readonly conditions: readonly Matcher[];
  readonly listLabels: ListChoices;
  readonly listValues: (label: string) => ListChoices;
  readonly error?: string | undefined;
  readonly onChange: (conditions: readonly Matcher[]) => void;
}

const operatorWords: Readonly<Record<MatchOperator, string>> = {
  '=': 'is',
  '!=': 'is not',
  '=~': 'matches',
  '!~': 'does not match',
};
const operators = matchOperators.map((value) => ({ value, label: value, description: operatorWords[value] }));

export function ConditionsField(props: Props) {
  const { id, label, description, noun, conditions, listLabels, error, onChange } = props;
  const put = (index: number, condition: Matcher | undefined) =>
    onChange(conditions.flatMap((one, at) => (at === index ? (condition ?? []) : one)));
  return (
    <Group label={label} description={description} error={error}>
      <Stack direction="row" wrap="wrap" gap={1} alignItems="center">
        {conditions.map((condition, index) => (
          <Condition
            // Conditions have no id and are changed in place.
            key={index}
            id={`${id}-${index}`}
            name={`${label}, condition ${index + 1}`}
            condition={condition}
            listLabels={listLabels}
            listValues={props.listValues(condition.label)}
            onChange={(changed) => put(index, changed)}
          />
        ))}
        <Button
          id={`${id}-add`}
          variant="secondary"
          size="md"
          icon="plus"
          aria-label={`Add a ${noun}`}
          type="button"
          onClick={() => onChange([...conditions, { label: '', op: '=', value: '' }])}
        >
          {conditions.length === 0 ? 'Add' : ''}
        </Button>
      </Stack>
    </Group>
  );
}

interface ConditionProps {
  readonly id: string;
  readonly name: string;
  readonly condition: Matcher;
  readonly listLabels: ListChoices;
  readonly listValues: ListChoices;
  readonly onChange: (condition: Matcher | undefined) => void;
}

function Condition({ id, name, condition, listLabels, listValues, onChange }: ConditionProps) {
  const styles = useStyles2(getStyles);
  const complete = (list: ListChoices) => (typed: string) =>
    loadChoices(list, typed).then((choices) => matchChoices(choices, typed));
  return (
    <div role="group" aria-label={name} className={styles.condition}>
      {(['label', 'operator', 'value'] as const).map((part) => (
        // For screen readers only; visually the line reads like a sentence.
        <span key={part} id={`${id}-${part}-name`} className="sr-only">
          {`${name}: ${part}`}
        </span>
      ))}
      <InputGroup>
        <OneChoice
          id={`${id}-label`}
          aria-labelledby={`${id}-label-name`}
          placeholder="label"
          width={16}
          createCustomValue
          options={complete(listLabels)}
          value={condition.label === '' ? null : condition.label}
          onChange={(chosen) => onChange({ ...condition, label: chosen ?? '' })}
        />
        <OneChoice
          id={`${id}-operator`}
          aria-labelledby={`${id}-operator-name`}
          width={9}
          options={operators}
          value={condition.op}
          onChange={(chosen) => chosen !== null && onChange({ ...condition, op: chosen })}
        />
        <OneChoice
          id={`${id}-value`}
          aria-labelledby={`${id}-value-name`}
          placeholder="value"
          width={24}
          createCustomValue
          options={complete(listValues)}
          value={condition.value === '' ? null : condition.value}
          onChange={(chosen) => onChange({ ...condition, value: chosen ?? '' })}
        />
        <Button
          variant="secondary"
          icon="times"
          aria-label={`Remove ${name}`}
          type="button"
          onClick={() => onChange(undefined)}
        />
      </InputGroup>
    </div>
  );
}

const getStyles = () => ({
  // The three parts of a condition share the width.
  condition: css({ maxWidth: '100%', minWidth: 0, '& > div > *': { minWidth: 0 } }),
});
