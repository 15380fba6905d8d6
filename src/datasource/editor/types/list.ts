// The editor of each query type. A record, so that the compiler asks for that of a new type.
import type { ComponentType } from 'react';
import type { QueryType } from '../../../core/query/model.ts';
import type { PartProps } from '../part.ts';
import { CountEditor } from './count-editor.tsx';
import { DiffEditor } from './diff-editor.tsx';
import { DumpEditor } from './dump-editor.tsx';
import { EventsEditor } from './events-editor.tsx';
import { FlamegraphEditor } from './flamegraph-editor.tsx';
import { RuntimeEditor } from './runtime-editor.tsx';
import { SourceEditor } from './source-editor.tsx';
import { StacksEditor } from './stacks-editor.tsx';
import { SuspectsEditor } from './suspects-editor.tsx';
import { TargetsEditor } from './targets-editor.tsx';
import { TrendEditor } from './trend-editor.tsx';

export const typeEditors: Readonly<Record<QueryType, ComponentType<PartProps>>> = {
  stacks: StacksEditor,
  suspects: SuspectsEditor,
  trend: TrendEditor,
  count: CountEditor,
  flamegraph: FlamegraphEditor,
  diff: DiffEditor,
  dump: DumpEditor,
  source: SourceEditor,
  runtime: RuntimeEditor,
  events: EventsEditor,
  targets: TargetsEditor,
};
