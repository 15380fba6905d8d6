// The head of the editor: the type, the button that runs the query, and buttons for other types.
import React from 'react';
import { LoadingState } from '@grafana/data';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Button, Stack, Text } from '@grafana/ui';
import type { QueryType } from '../../core/query/model.ts';
import { queryTypeTraits } from '../query-types.ts';
import type { ParkedQuery } from '../query.ts';
import { DownloadMenu } from './download-menu.tsx';
import { OneChoice } from './fields/one-choice.tsx';
import { useStable } from './fields/use-stable.ts';
import { Moves } from './moves.tsx';
import { isRuleEditor, listTypes } from './offered-types.ts';
import type { EditorProps } from './editor-props.ts';

interface Props extends EditorProps {
  readonly query: ParkedQuery;
  readonly type: QueryType;
  readonly hasChanged: boolean;
  readonly onType: (type: QueryType) => void;
  readonly onRun: () => void;
}

export function EditorHead(props: Props) {
  const { query, type, app, data, hasChanged, onType, onRun } = props;
  const id = `parked-${query.refId}-type`;
  const isAnnotation = props.annotation !== undefined;
  const types = listTypes(app, isAnnotation, type);
  const options = useStable(types.map((value) => ({ value, ...queryTypeTraits[value] })));
  return (
    <EditorRow>
      <EditorField label="Show" htmlFor={id} width={26}>
        <OneChoice id={id} options={options} value={type} onChange={(chosen) => chosen !== null && onType(chosen)} />
      </EditorField>
      <Stack direction="column" gap={0.5} grow={1}>
        <Text variant="bodySmall" color="secondary">
          {queryTypeTraits[type].description}
        </Text>
        <Stack direction="row" wrap="wrap" gap={1} alignItems="center">
          <Button
            type="button"
            size="sm"
            icon={data?.state === LoadingState.Loading ? 'spinner' : 'play'}
            variant={hasChanged ? 'primary' : 'secondary'}
            tooltip={hasChanged ? 'What is shown answers an older query (Shift+Enter)' : 'Shift+Enter'}
            onClick={onRun}
          >
            Run query
          </Button>
          {/* Rules and annotations take few types, and files of neither. */}
          {!isAnnotation && !isRuleEditor(app) && (
            <>
              <Moves query={query} onMove={onType} />
              <DownloadMenu {...props} />
            </>
          )}
        </Stack>
      </Stack>
    </EditorRow>
  );
}
