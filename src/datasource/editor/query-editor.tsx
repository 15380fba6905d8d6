// The query editor: the type first, then what that type can be asked.
import React from 'react';
import type { QueryEditorProps } from '@grafana/data';
import { EditorField, EditorHeader, EditorRow, EditorRows, FlexItem } from '@grafana/plugin-ui';
import { Button, Combobox } from '@grafana/ui';
import { queryDefaults } from '../../core/query/defaults.ts';
import type { QueryType } from '../../core/query/model.ts';
import { queryTypes } from '../../core/query/model.ts';
import type { ParkedDataSource } from '../data-source.ts';
import { queryTypeWords } from '../query-types.ts';
import type { ParkedQuery } from '../query.ts';

const options = queryTypes.map((value) => ({ value, ...queryTypeWords[value] }));

export function QueryEditor(props: QueryEditorProps<ParkedDataSource, ParkedQuery>) {
  const { query, onChange, onRunQuery } = props;
  const id = `parked-${query.refId}-type`;
  const setType = (queryType: QueryType) => {
    onChange({ ...query, queryType });
    onRunQuery();
  };
  return (
    <EditorRows>
      <EditorHeader>
        <FlexItem grow={1} />
        <Button size="sm" icon="play" onClick={onRunQuery}>
          Run query
        </Button>
      </EditorHeader>
      <EditorRow>
        <EditorField label="Query type" htmlFor={id} width={30}>
          <Combobox
            id={id}
            options={options}
            value={query.queryType ?? queryDefaults.queryType}
            onChange={({ value }) => setType(value)}
          />
        </EditorField>
      </EditorRow>
    </EditorRows>
  );
}
