// `suspects`: what may leak, ranked. Judged by stack, so there is nothing to group by.
import React from 'react';
import { FilterPart } from '../parts/filter-part.tsx';
import { OptionsPart } from '../parts/options-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

const options = ['per', 'limit', 'showIgnored'] as const;

export function SuspectsEditor(props: PartProps) {
  return (
    <>
      <SourcePart {...props} canPaste />
      <FilterPart {...props} />
      <OptionsPart {...props} options={options} />
    </>
  );
}
