// A label, help and an error around several inputs that belong together.
import React, { useId } from 'react';
import type { ReactNode } from 'react';
import { FieldValidationMessage, Stack, Text } from '@grafana/ui';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

export function Group({ label, description, error, children }: Props) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <Stack direction="column" gap={0.5}>
        <Text id={id} variant="bodySmall" weight="medium">
          {label}
        </Text>
        {description !== undefined && (
          <Text variant="bodySmall" color="secondary">
            {description}
          </Text>
        )}
        {children}
        {error !== undefined && (
          <div>
            <FieldValidationMessage>{error}</FieldValidationMessage>
          </div>
        )}
      </Stack>
    </div>
  );
}
