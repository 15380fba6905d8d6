// The fields of one query type, in the same order for every type.
import React from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import type { QueryType } from '../../core/query/model.ts';
import { queryTypeTraits } from '../query-types.ts';
import type { PartProps } from './part.ts';
import { BaselinePart } from './parts/baseline-part.tsx';
import { FilterPart } from './parts/filter-part.tsx';
import { OptionsPart } from './parts/options-part.tsx';
import { SourcePart } from './parts/source-part.tsx';
import { typeParts } from './type-parts.ts';

export function TypeEditor({ type, ...props }: PartProps & { readonly type: QueryType }) {
  const { Own, baselines, hasFilter, options } = typeParts[type];
  return (
    <>
      {Own && <Own {...props} />}
      <SourcePart {...props} canPaste={queryTypeTraits[type].takesDump} />
      {baselines && (
        <EditorRow>
          <BaselinePart {...props} kinds={baselines} />
        </EditorRow>
      )}
      {hasFilter && <FilterPart {...props} />}
      {options.length > 0 && <OptionsPart {...props} options={options} />}
    </>
  );
}
