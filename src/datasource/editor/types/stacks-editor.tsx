// `stacks`: a table of groups.
import React from 'react';
import { FilterPart } from '../parts/filter-part.tsx';
import { OptionsPart } from '../parts/options-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

const options = ['groupBy', 'per', 'limit', 'profile', 'showIgnored'] as const;

export function StacksEditor(props: PartProps) {
  return (
    <>
      <SourcePart {...props} canPaste />
      <FilterPart {...props} />
      <OptionsPart {...props} options={options} />
    </>
  );
}
