// `trend`: a series a group. The past knows no dumps.
import React from 'react';
import { FilterPart } from '../parts/filter-part.tsx';
import { OptionsPart } from '../parts/options-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

const options = ['groupBy', 'per', 'limit', 'legendFormat', 'showIgnored'] as const;

export function TrendEditor(props: PartProps) {
  return (
    <>
      <SourcePart {...props} />
      <FilterPart {...props} />
      <OptionsPart {...props} options={options} />
    </>
  );
}
