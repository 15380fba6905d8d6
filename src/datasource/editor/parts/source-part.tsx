// Where profiles come from: targets, or a pasted dump.
import React, { useState } from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import { Button } from '@grafana/ui';
import type { PartProps } from '../part.ts';
import { PastePart } from './paste-part.tsx';
import { TargetsPart } from './targets-part.tsx';

interface Props extends PartProps {
  /** Whether this type of query can be asked of a dump. */
  readonly canPaste?: boolean;
}

export function SourcePart({ canPaste = false, ...props }: Props) {
  const [pasting, setPasting] = useState(false);
  const { query, onChange } = props;
  if (query.inline !== undefined || (pasting && canPaste)) {
    const put: PartProps['onChange'] = (change) => {
      if ('inline' in change) setPasting(change.inline !== undefined);
      onChange(change);
    };
    return (
      <EditorRow>
        <PastePart {...props} onChange={put} />
      </EditorRow>
    );
  }
  return (
    <EditorRow>
      <TargetsPart {...props} />
      {canPaste && (
        <Button variant="secondary" fill="text" size="sm" icon="clipboard-alt" onClick={() => setPasting(true)}>
          Paste a dump
        </Button>
      )}
    </EditorRow>
  );
}
