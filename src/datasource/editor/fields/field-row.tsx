// Fields side by side, wrapped to several lines if needed.
import React from 'react';
import type { ReactNode } from 'react';
import { Stack } from '@grafana/ui';

export function FieldRow({ children }: { readonly children: ReactNode }) {
  return (
    <Stack direction="row" wrap="wrap" gap={2} alignItems="flex-start">
      {children}
    </Stack>
  );
}
