// What a dump costs. It stops the program, so the editor says so.
import React from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import { Text } from '@grafana/ui';
import type { PartProps } from '../part.ts';

export function DumpPart({ query }: PartProps) {
  if (query.inline !== undefined) return null;
  return (
    <EditorRow>
      <Text variant="bodySmall" color="secondary">
        A dump stops the program while it is written. The data source’s settings say who may take one, and how long the
        pause may be. It runs when you press “Run query”; in a dashboard, with each refresh.
      </Text>
    </EditorRow>
  );
}
