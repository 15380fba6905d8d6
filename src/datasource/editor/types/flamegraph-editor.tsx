// `flamegraph`: all stacks in one picture; with a baseline, what changed.
import React from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import { BaselinePart } from '../parts/baseline-part.tsx';
import { FilterPart } from '../parts/filter-part.tsx';
import { OptionsPart } from '../parts/options-part.tsx';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

const options = ['profile', 'showIgnored'] as const;
const baselines = ['none', 'rangeStart', 'ago', 'at', 'targets', 'name'] as const;

export function FlamegraphEditor(props: PartProps) {
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
