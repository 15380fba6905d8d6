// `events`: restarts, new builds, leak onsets. The filter picks among onsets.
import React from 'react';
import { FilterPart } from '../parts/filter-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

export function EventsEditor(props: PartProps) {
  return (
    <>
      <SourcePart {...props} />
      <FilterPart {...props} />
    </>
  );
}
