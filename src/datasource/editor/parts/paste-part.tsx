// A dump pasted from a log or a bug report, in place of targets.
import React, { useState } from 'react';
import { Alert, Button, TextArea } from '@grafana/ui';
import { limits } from '../../../core/limits.ts';
import { findDump, keepDump } from '../../pasted-dumps.ts';
import { Group } from '../fields/group.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';

const maxLength = limits.inlineDump.value;

export function PastePart({ query, isExplore, problem, onChange }: PartProps) {
  const [refused, setRefused] = useState<number>();
  const put = (text: string) => {
    // Characters, as the backend counts them.
    setRefused(text.length > maxLength ? text.length : undefined);
    if (text.length <= maxLength) onChange({ inline: isExplore ? keepDump(text) : text });
  };
  const inline = findDump(query.inline ?? '') ?? '';
  return (
    <Group
      label="Pasted dump"
      description={
        `A goroutine dump, of a crash or of debug=2, as text. ${formatSize(inline.length)} of ` +
        `${formatSize(maxLength)}, ${isExplore ? 'kept in this browser' : 'saved with the query'}.`
      }
      error={problemAt(problem, 'inline')}
    >
      <TextArea
        aria-label="Pasted dump"
        rows={6}
        spellCheck={false}
        placeholder={'goroutine 18 [chan send, 12 minutes]:\nmain.produce(...)'}
        value={inline}
        onChange={(event) => put(event.currentTarget.value)}
      />
      {refused !== undefined && (
        <Alert
          severity="warning"
          title={`This dump is too large: ${formatSize(refused)} of at most ${formatSize(maxLength)}`}
        >
          Nothing of it was taken. “parked report” reads files of any size.
        </Alert>
      )}
      <div>
        <Button
          type="button"
          variant="secondary"
          size="sm"
          fill="outline"
          onClick={() => onChange({ inline: undefined })}
        >
          Ask targets instead
        </Button>
      </div>
    </Group>
  );
}

/** `512 characters`, `12 KiB`, `3.4 MiB` */
export function formatSize(characters: number): string {
  if (characters < 1024) return `${characters} characters`;
  if (characters < 1024 * 1024) return `${Math.round(characters / 1024)} KiB`;
  return `${(characters / 1024 / 1024).toFixed(1)} MiB`;
}
