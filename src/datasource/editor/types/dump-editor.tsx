// `dump`: every goroutine with its stack. It stops the program, so the editor says so.
import React from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import { Text } from '@grafana/ui';
import { FilterPart } from '../parts/filter-part.tsx';
import { OptionsPart } from '../parts/options-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

const options = ['limit', 'showIgnored'] as const;

export function DumpEditor(props: PartProps) {
  return (
    <>
      {props.query.inline === undefined && (
        <EditorRow>
          <Text variant="bodySmall" color="secondary">
            A dump stops the program while it is written. Who may take one, and of how many goroutines, stands in the
            data source’s settings. It runs only when you say so; in a dashboard, with each refresh.
          </Text>
        </EditorRow>
      )}
      <SourcePart {...props} canPaste />
      <FilterPart {...props} />
      <OptionsPart {...props} options={options} />
    </>
  );
}
