// `runtime`: the process itself. Figures of a process know no stacks, so there is nothing to filter.
import React from 'react';
import { OptionsPart } from '../parts/options-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

const options = ['per', 'legendFormat'] as const;

export function RuntimeEditor(props: PartProps) {
  return (
    <>
      <SourcePart {...props} />
      <OptionsPart {...props} options={options} />
    </>
  );
}
