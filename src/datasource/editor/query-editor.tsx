// The query editor: the type, then its fields. Typing does not run the query.
import React from 'react';
import type { KeyboardEvent } from 'react';
import { CoreApp } from '@grafana/data';
import { EditorRows } from '@grafana/plugin-ui';
import { Alert, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import { queryDefaults } from '../../core/query/defaults.ts';
import type { QueryType } from '../../core/query/model.ts';
import { changeQuery } from '../change-query.ts';
import { isNewer, migrateQuery } from '../migrate-query.ts';
import { moveTo } from '../moves.ts';
import { queryTypeTraits } from '../query-types.ts';
import type { ParkedQuery } from '../query.ts';
import { EditorHead } from './editor-head.tsx';
import type { EditorProps } from './editor-props.ts';
import { TakeAnyway } from './take-anyway.tsx';
import { TypeEditor } from './type-editor.tsx';
import { useProblem } from './use-problem.ts';
import { useRun } from './use-run.ts';

export function QueryEditor(props: EditorProps) {
  const { datasource, app, onChange } = props;
  const query = migrateQuery(props.query);
  const type = query.queryType ?? queryDefaults.queryType;
  const problem = useProblem(datasource.fillVariables(query), app);
  const { hasChanged, run } = useRun(query, props.onRunQuery);
  const change = (changes: Partial<ParkedQuery>) => onChange(changeQuery(query, changes));
  const setType = (next: QueryType) => {
    const moved = changeQuery(query, moveTo(query, next));
    onChange(moved);
    if (queryTypeTraits[next].runsWhenChosen) run(moved);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.shiftKey) {
      event.preventDefault();
      run();
    }
  };
  const styles = useStyles2(getStyles);
  const idPrefix = `parked-${query.refId}`;
  return (
    <div className={styles.editor} onKeyDown={onKeyDown}>
      <EditorRows>
        <EditorHead {...props} query={query} type={type} hasChanged={hasChanged} onType={setType} onRun={() => run()} />
        {isNewer(query) ? (
          <Alert severity="warning" title="This query was saved by a newer Parked">
            Update the plugin to change it.
          </Alert>
        ) : (
          <TypeEditor
            type={type}
            query={query}
            resources={datasource.resources}
            isExplore={app === CoreApp.Explore}
            idPrefix={idPrefix}
            problem={problem}
            onChange={change}
          />
        )}
        <TakeAnyway {...props} query={query} onRun={() => run()} />
      </EditorRows>
    </div>
  );
}

const getStyles = () => ({
  // No row and no field is wider than the editor. Long content wraps or is cut.
  editor: css({ '& > * > *, & > * > * > * > *': { maxWidth: '100%' } }),
});
