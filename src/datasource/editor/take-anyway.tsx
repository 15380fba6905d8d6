// Takes a dump that was refused because of its pause. Only an administrator may do this, with one click per dump.
import React, { useState } from 'react';
import { config } from '@grafana/runtime';
import { Alert, Button } from '@grafana/ui';
import { pauseRefusal } from '../../core/query/dump-refusal.ts';
import { sendTo } from '../baselines.ts';
import type { EditorProps } from './editor-props.ts';

interface Props extends Pick<EditorProps, 'datasource' | 'data' | 'query'> {
  readonly onRun: () => void;
}

export function TakeAnyway({ datasource, data, query, onRun }: Props) {
  const [problem, setProblem] = useState<string>();
  const refusal = findRefusal({ data, query });
  if (refusal === undefined || !isAdmin()) return null;
  const words = problem ?? (refusal.isShown ? undefined : refusal.text);
  const take = async () => {
    try {
      await sendTo(datasource.uid, 'dump-permits', 'POST', { data: {} });
      setProblem(undefined);
      onRun();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The backend gave no reason.');
    }
  };
  return (
    <Alert severity="warning" title="The dump was refused for the pause that it costs">
      {words !== undefined && <p>{words}</p>}
      <Button type="button" size="sm" variant="secondary" onClick={() => void take()}>
        Take it anyway
      </Button>
    </Alert>
  );
}

interface Refusal {
  readonly text: string;
  /** Grafana writes errors out beneath the editor. Notices are behind an icon. */
  readonly isShown: boolean;
}

/** The pause that the last answer names; undefined if no dump was refused because of it. */
function findRefusal({ data, query }: Pick<Props, 'data' | 'query'>): Refusal | undefined {
  const errors = (data?.errors ?? []).filter(({ refId }) => refId === undefined || refId === query.refId);
  const notices = (data?.series ?? [])
    .filter(({ refId }) => refId === query.refId)
    .flatMap(({ meta }) => meta?.notices ?? []);
  const refusals = [
    ...errors.map(({ message, data: body }) => ({ text: message ?? body?.message ?? '', isShown: true })),
    ...notices.map(({ text }) => ({ text, isShown: false })),
  ];
  return refusals.find(({ text }) => text.includes(pauseRefusal));
}

function isAdmin(): boolean {
  const { user } = config.bootData;
  return user.orgRole === 'Admin' || user.isGrafanaAdmin === true;
}
