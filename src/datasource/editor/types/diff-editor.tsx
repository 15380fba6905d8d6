// `diff`: what appeared, grew, shrank, went away.
import React from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import { BaselinePart } from '../parts/baseline-part.tsx';
import { FilterPart } from '../parts/filter-part.tsx';
import { OptionsPart } from '../parts/options-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

const options = ['groupBy', 'per', 'limit', 'profile', 'showIgnored'] as const;
const baselines = ['rangeStart', 'ago', 'at', 'targets', 'name'] as const;

export function DiffEditor(props: PartProps) {
  return (
    <>
      <SourcePart {...props} canPaste />
      <EditorRow>
        <BaselinePart {...props} kinds={baselines} />
      </EditorRow>
      <FilterPart {...props} />
      <OptionsPart {...props} options={options} />
    </>
  );
}
