// Chooses a named baseline, and stores the present as a new one.
import { formatAmount } from '../../../core/format.ts';
import React, { useState } from 'react';
import { EditorField } from '@grafana/plugin-ui';
import { ConfirmButton, Stack, Text } from '@grafana/ui';
import { loadChoices, matchChoices } from '../fields/load-choices.ts';
import { OneChoice } from '../fields/one-choice.tsx';
import type { PartProps } from '../part.ts';
import { RememberBaseline } from './remember-baseline.tsx';

interface Props extends Pick<PartProps, 'query' | 'resources' | 'idPrefix'> {
  readonly name: string;
  readonly error: string | undefined;
  readonly onName: (name: string) => void;
}

export function BaselineName({ query, resources, idPrefix, name, error, onName }: Props) {
  const [said, setSaid] = useState('');
  const [refused, setRefused] = useState<string>();
  const id = `${idPrefix}-baseline-name`;
  const wrong = refused ?? (name === '' ? 'Choose one, or remember how things are now.' : error);
  const put = (chosen: string) => {
    setRefused(undefined);
    setSaid('');
    onName(chosen);
  };
  const forget = async () => {
    try {
      await resources.forgetBaseline(name);
      put('');
      setSaid(`“${name}” is forgotten.`);
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : 'The backend gave no reason.');
    }
  };
  return (
    <>
      <EditorField label="Baseline" htmlFor={id} width={24} error={wrong} invalid={wrong !== undefined}>
        <OneChoice
          id={id}
          options={(typed) => loadChoices(() => resources.listBaselines()).then((all) => matchChoices(all, typed))}
          value={name === '' ? null : name}
          createCustomValue
          placeholder="choose one"
          invalid={wrong !== undefined}
          onChange={(chosen) => put(chosen ?? '')}
        />
      </EditorField>
      <Stack direction="column" gap={1}>
        <Stack direction="row" wrap="wrap" gap={1} alignItems="center">
          <RememberBaseline
            id={`${idPrefix}-baseline-new`}
            query={query}
            resources={resources}
            onKept={(kept) => {
              put(kept.name);
              const { goroutines, targets } = kept;
              setSaid(`Remembered: ${formatAmount(goroutines, 'goroutine')} of ${formatAmount(targets, 'target')}.`);
            }}
          />
          {name !== '' && !name.includes('$') && (
            <ConfirmButton
              confirmText="Forget"
              confirmVariant="destructive"
              closeOnConfirm
              size="sm"
              onConfirm={() => void forget()}
            >
              Forget this baseline
            </ConfirmButton>
          )}
        </Stack>
        <div role="status">
          {said !== '' && (
            <Text variant="bodySmall" color="secondary">
              {said}
            </Text>
          )}
        </div>
      </Stack>
    </>
  );
}
