// The props that Grafana passes to the query editor.
import type { QueryEditorProps } from '@grafana/data';
import type { ParkedDataSource } from '../data-source.ts';
import type { ParkedQuery } from '../query.ts';

export interface EditorProps extends QueryEditorProps<ParkedDataSource, ParkedQuery> {
  /** Present where an annotation is edited. */
  readonly annotation?: unknown;
}
