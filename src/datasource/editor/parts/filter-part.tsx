// Filters: function and state are visible, the rest is folded.
import React from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import { changeFilter } from '../../change-query.ts';
import { ExpressionField } from '../fields/expression-field.tsx';
import { ListField } from '../fields/list-field.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';
import { MoreFilters } from './more-filters.tsx';

export function FilterPart(props: PartProps) {
  const { query, resources, idPrefix, problem, onChange } = props;
  const { filter = {} } = query;
  return (
    <>
      <EditorRow>
        <ExpressionField
          id={`${idPrefix}-function`}
          label="Function"
          tooltip="Stacks that go through a function of this name. Choose one, or type a regular expression (RE2)."
          placeholder="any"
          value={filter.function}
          list={(typed) => resources.listFunctions(typed)}
          error={problemAt(problem, 'filter.function')}
          onChange={(value) => onChange(changeFilter(query, { function: value }))}
        />
        <ListField
          id={`${idPrefix}-states`}
          label="State"
          tooltip="Why they are parked, in the runtime's words"
          placeholder="any"
          value={filter.states ?? []}
          list={(typed) => resources.listStates(typed)}
          error={problemAt(problem, 'filter.states')}
          onChange={(states) => onChange(changeFilter(query, { states }))}
        />
      </EditorRow>
      <MoreFilters {...props} />
    </>
  );
}
