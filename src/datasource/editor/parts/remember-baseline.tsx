// Stores the current state of the query's targets under a name.
import React, { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button, FieldValidationMessage, Input, Stack } from '@grafana/ui';
import type { KeptBaseline } from '../../baselines.ts';
import type { ParkedQuery } from '../../query.ts';
import type { Resources } from '../../resources.ts';

interface Props {
  readonly id: string;
  readonly query: ParkedQuery;
  readonly resources: Resources;
  readonly onKept: (kept: KeptBaseline) => void;
}

export function RememberBaseline({ id, query, resources, onKept }: Props) {
  const [name, setName] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  if (name === undefined) {
    return (
      <Button
        type="button"
        size="sm"
        variant="secondary"
        icon="plus"
        tooltip="How the targets of this query are now, whole stacks included, under a name. For editors and administrators."
        onClick={() => setName('')}
      >
        Remember as baseline
      </Button>
    );
  }
  const close = () => {
    setName(undefined);
    setRefused(undefined);
  };
  const keep = async () => {
    setIsBusy(true);
    setRefused(undefined);
    try {
      const kept = await resources.keepBaseline(name.trim(), query);
      close();
      onKept(kept);
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : 'The backend gave no reason.');
    } finally {
      setIsBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    if (event.key !== 'Enter') return;
    // Shift and Enter would run the query.
    event.stopPropagation();
    event.preventDefault();
    if (name.trim() !== '' && !isBusy) void keep();
  };
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" wrap="wrap" gap={1} alignItems="center">
        <Input
          id={id}
          aria-label="Name of the new baseline"
          aria-invalid={refused !== undefined}
          placeholder="healthy"
          width={24}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button type="button" size="sm" disabled={isBusy || name.trim() === ''} onClick={() => void keep()}>
          {isBusy ? 'Remembering …' : 'Remember'}
        </Button>
        <Button type="button" size="sm" variant="secondary" fill="text" onClick={close}>
          Cancel
        </Button>
      </Stack>
      {refused !== undefined && (
        <div>
          <FieldValidationMessage>{refused}</FieldValidationMessage>
        </div>
      )}
    </Stack>
  );
}
